/** A value as text that is the same for equal values, whatever class their bytes and maps have. */
export function canonical(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return sorted([...(value as Map<string, unknown>)]);
  if (typeof value === 'object' && value !== null) return sorted(Object.entries(value));
  return value;
}

function sorted(entries: (readonly [string, unknown])[]): unknown {
  const present = entries.filter(([, value]) => value !== undefined);
  return present.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, plain(value)]);
}
