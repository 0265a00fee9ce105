/** Whether a text is standard base64 with its padding, as Go decodes it: line breaks are passed over. */
export function isBase64(text: string): boolean {
  const bare = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, '') : text;
  const padding = bare.endsWith('==') ? 2 : bare.endsWith('=') ? 1 : 0;
  return bare.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(padding === 0 ? bare : bare.slice(0, -padding));
}

/** Whether a text is a date and time of RFC 3339. */
export function isDateTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}
