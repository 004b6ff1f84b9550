/** Text and bytes of IP addresses, without Node's `net`: browsers need them too. */

/** Reads a dotted quad: four decimal numbers without leading zeros, which some readers would take for octal. */
export function parseIp4(text: string): Uint8Array | undefined {
  const numbers = text.split('.');
  if (numbers.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (const [at, number] of numbers.entries()) {
    if (!/^(0|[1-9]\d{0,2})$/.test(number) || Number(number) > 255) return undefined;
    bytes[at] = Number(number);
  }
  return bytes;
}

/** Writes four bytes as a dotted quad. */
export function formatIp4(bytes: Uint8Array): string {
  return bytes.join('.');
}

const GROUPS = 8;

/** Reads any text form of RFC 4291 (2.2), a dotted quad at the end included; no zone (`%eth0`). */
export function parseIp6(text: string): Uint8Array | undefined {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const head = parseGroups(before, after === undefined);
  const tail = after === undefined ? [] : parseGroups(after, true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = GROUPS - head.length - tail.length;
  // `::` stands for at least one group.
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(2 * GROUPS);
  for (const [at, group] of [...head, ...Array<number>(missing).fill(0), ...tail].entries()) {
    bytes[2 * at] = group >> 8;
    bytes[2 * at + 1] = group & 0xff;
  }
  return bytes;
}

/** Groups between colons; nothing at all is no group. `last`: a dotted quad may stand at the end. */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [at, part] of parts.entries()) {
    if (last && at === parts.length - 1 && part.includes('.')) {
      const quad = parseIp4(part);
      if (quad === undefined) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = quad;
      groups.push((a << 8) | b, (c << 8) | d);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
      groups.push(parseInt(part, 16));
    }
  }
  return groups;
}

/**
 * Writes 16 bytes as RFC 5952 asks: lower case, no leading zeros, `::` for the longest run of at least two zero
 * groups (the first of several), and an IPv4-mapped address with its dotted quad.
 */
export function formatIp6(bytes: Uint8Array): string {
  const mapped = ip4OfMapped(bytes);
  if (mapped !== undefined) return `::ffff:${formatIp4(mapped)}`;
  const groups = Array.from(
    { length: GROUPS },
    (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0),
  );
  const { start, length } = longestZeroRun(groups);
  const hex = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > longest.length) longest = { start, length: end - start };
  }
  return longest;
}

/** The IPv4 address inside an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291, 2.5.5.2). */
export function ip4OfMapped(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at < 10; at++) {
    if (bytes[at] !== 0) return undefined;
  }
  return bytes[10] === 0xff && bytes[11] === 0xff ? bytes.subarray(12) : undefined;
}
