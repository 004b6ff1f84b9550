/** A number as it should read in source: large limits with separators, the format's own as hexadecimal. */
export function limit(value: number): string {
  if (value === 0xffff_ffff) return '0xffff_ffff';
  return value < 10_000 ? String(value) : String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
}
