/**
 * `value` with other strings of the same length, for each `number` other ones: what remembers strings finds none of
 * them. Keys of maps and names of union items stay, as they do in real traffic.
 */
export function vary<T>(value: T, number: number): T {
  return varied(value, number.toString(36).padStart(DIGITS, '0')) as T;
}

const DIGITS = 3;

function varied(value: unknown, ending: string): unknown {
  if (typeof value === 'string') return value.length > DIGITS ? value.slice(0, -DIGITS) + ending : value;
  if (Array.isArray(value)) return value.map((each) => varied(each, ending));
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, varied(each, ending)]));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([key, each]) => [key, key === 'type' ? each : varied(each, ending)]),
  );
}
