/** Any value as text for a message or a key; a map or list by its form alone, since its own `toString` may be anything. */
export function spell(value: unknown): string {
  if (Array.isArray(value)) return '[...]';
  return value !== null && typeof value === 'object' ? '{...}' : String(value);
}
