/** Keys of an ini file by section; those above the first section are at the top. Comments and empty lines are passed over. */
export function iniOf(text: string): Readonly<Record<string, unknown>> {
  const top: Record<string, unknown> = Object.create(null);
  let section = top;
  for (const line of text.split('\n')) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
    const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      section = Object.create(null) as Record<string, unknown>;
      top[name] = section;
    } else if (key !== undefined) section[key] = value;
  }
  return top;
}
