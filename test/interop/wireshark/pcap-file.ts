/** A capture of one TCP connection, made of what each side sends. Addresses and times are made up. */
const ETHERNET = Buffer.from(`${'00'.repeat(12)}0800`, 'hex');
const LINK_TYPE_ETHERNET = 1;
const SYN = 2;
const PUSH_ACK = 0x18;
const ACK = 0x10;

export type End = 'dialer' | 'listener';

const ADDRESSES: Readonly<Record<End, readonly number[]>> = {
  dialer: [10, 0, 0, 1],
  listener: [10, 0, 0, 2],
};
const PORTS: Readonly<Record<End, number>> = { dialer: 50_000, listener: 4_001 };

/** A segment that was made but not captured yet. */
export interface Segment {
  readonly from: End;
  readonly seq: number;
  readonly payload: Uint8Array;
}

export class PcapFile {
  readonly #records: Buffer[] = [];
  readonly #next: Record<End, number> = { dialer: 1_000, listener: 2_000 };
  #time = 0;

  constructor() {
    for (const from of ['dialer', 'listener'] as const) {
      const flags = from === 'dialer' ? SYN : SYN | ACK;
      this.#write({ from, seq: this.#next[from]++, payload: new Uint8Array() }, flags);
    }
    this.#write({ from: 'dialer', seq: this.#next.dialer, payload: new Uint8Array() }, ACK);
  }

  /** One segment per payload, in order. */
  send(from: End, ...payloads: readonly Uint8Array[]): void {
    for (const payload of payloads) this.capture(this.segment(from, payload));
  }

  /** The next segment of a side; it may be captured later, twice or never. */
  segment(from: End, payload: Uint8Array): Segment {
    const seq = this.#next[from];
    this.#next[from] += payload.length;
    return { from, seq, payload };
  }

  capture(segment: Segment): void {
    this.#write(segment, PUSH_ACK);
  }

  toBytes(): Uint8Array {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262_144, 16);
    header.writeUInt32LE(LINK_TYPE_ETHERNET, 20);
    return Buffer.concat([header, ...this.#records]);
  }

  #write({ from, seq, payload }: Segment, flags: number): void {
    const to = from === 'dialer' ? 'listener' : 'dialer';
    const tcp = Buffer.alloc(20 + payload.length);
    tcp.writeUInt16BE(PORTS[from], 0);
    tcp.writeUInt16BE(PORTS[to], 2);
    tcp.writeUInt32BE(seq, 4);
    if ((flags & ACK) !== 0) tcp.writeUInt32BE(this.#next[to], 8);
    tcp.writeUInt16BE((5 << 12) | flags, 12);
    tcp.writeUInt16BE(65_535, 14);
    tcp.set(payload, 20);
    const ip = Buffer.alloc(20);
    ip.writeUInt16BE(0x4500, 0);
    ip.writeUInt16BE(20 + tcp.length, 2);
    ip.writeUInt16BE(0x4006, 8);
    ip.set([...ADDRESSES[from], ...ADDRESSES[to]], 12);
    ip.writeUInt16BE(checksum(ip), 10);
    const pseudo = Buffer.from([
      ...ADDRESSES[from],
      ...ADDRESSES[to],
      0,
      6,
      tcp.length >> 8,
      tcp.length & 0xff,
    ]);
    tcp.writeUInt16BE(checksum(Buffer.concat([pseudo, tcp])), 16);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(++this.#time, 0);
    const length = ETHERNET.length + ip.length + tcp.length;
    record.writeUInt32LE(length, 8);
    record.writeUInt32LE(length, 12);
    this.#records.push(Buffer.concat([record, ETHERNET, ip, tcp]));
  }
}

/** The checksum of IP and TCP (RFC 1071). */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
