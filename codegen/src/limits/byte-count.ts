const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1,020 B`, `812.5 KiB`: exact below 10,000 bytes, one decimal above. */
export function byteCount(bytes: number): string {
  if (bytes === Infinity) return 'unbounded';
  if (bytes < 10_000) return `${grouped(bytes)} B`;
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${grouped(Math.round(value * 10) / 10)} ${UNITS[unit]!}`;
}

/** 10,000 as in prose, the same on every machine. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ',');
}
