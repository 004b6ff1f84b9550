import { uncompress } from 'snappyjs';
import type { TentacleError } from '../../src/errors.js';
import type { Crypto } from '../../src/crypto/types.js';
import type { Offer } from '../../src/select/negotiation.js';
import type { Session, SessionOwner } from '../../src/session/session.js';
import type { Served, Substream, SubstreamProtocol } from '../../src/session/substream.js';
import type { RecordedMessage, RecordedProtocol, Side, Transcript } from './transcript.js';

const SNAPPY = 0x80;

/** Every recorded protocol: messages with a length prefix, compressed or not. */
const PROTOCOL: SubstreamProtocol = {
  framing: 'length-delimited',
  maxBytes: 8 * 1024 * 1024,
  priority: 'normal',
};

/**
 * Owner of a session that stands in for one side of a recording: it signs with the recorded key, opens what that
 * side opened, answers selections as it did, and keeps what arrives. It sends no messages of its own.
 */
export class RecordedOwner implements SessionOwner<SubstreamProtocol> {
  readonly #transcript: Transcript;
  readonly #side: Side;
  readonly #crypto: Crypto;
  #session: Session | undefined;
  #unwritten = 0;
  readonly written: Uint8Array[] = [];
  /** `name version` of every protocol that opened, in order. */
  readonly opened: string[] = [];
  /** `name code` of every selection that failed. */
  readonly refused: string[] = [];
  /** `name code` of every protocol that was closed because of an error. */
  readonly broken: string[] = [];
  readonly received: { readonly protocol: string; readonly bytes: Uint8Array }[] = [];
  ready = false;
  /** The code of the error that ended the session; `open` while it lives. */
  ending = 'open';

  constructor(transcript: Transcript, side: Side, crypto: Crypto) {
    this.#transcript = transcript;
    this.#side = side;
    this.#crypto = crypto;
  }

  /** Starts `session`, whose owner this is. */
  start(session: Session): void {
    this.#session = session;
    session.start();
    this.#settle(0);
  }

  /** Hands the session `chunk` and then takes all that it wants to write. */
  receive(chunk: Uint8Array, now: number): void {
    this.#session!.receive(chunk, 0, chunk.length, now);
    this.#settle(now);
  }

  #settle(now: number): void {
    const session = this.#session!;
    session.flush(now);
    const bytes = this.#unwritten;
    this.#unwritten = 0;
    if (bytes > 0) session.written(bytes, now);
  }

  write(chunks: Uint8Array[], bytes: number): void {
    this.written.push(...chunks);
    this.#unwritten += bytes;
  }

  wantFlush(): void {}

  sign(digest: Uint8Array): void {
    const { secret } = this.#transcript.parties[this.#side];
    this.#session!.signed(this.#crypto.secp256k1.sign(digest, secret!));
  }

  admit(): undefined {}

  onReady(): void {
    this.ready = true;
    // Streams are numbered as they are opened; recordings list selections as they ended.
    const own = this.#transcript.protocols.filter(({ openedBy }) => openedBy === this.#side);
    for (const { name, offered } of own.toSorted((a, b) => a.stream - b.stream)) {
      this.#session!.open({ name, versions: offered }, 0);
    }
  }

  serve({ name }: Offer): Served<SubstreamProtocol> | undefined {
    const version = this.#recorded(name)?.chosen;
    return version === undefined ? undefined : { protocol: PROTOCOL, version };
  }

  chosen(): SubstreamProtocol {
    return PROTOCOL;
  }

  onProtocolOpen(substream: Substream): void {
    const { name } = (substream.offered ?? substream.request)!;
    this.opened.push(`${name} ${substream.version}`);
    substream.receiver = (bytes, start, end) => {
      this.received.push({ protocol: name, bytes: bytes.slice(start, end) });
    };
  }

  onProtocolClose(substream: Substream, _reason: unknown, error: TentacleError | undefined): void {
    const { name } = (substream.offered ?? substream.request)!;
    if (error !== undefined) this.broken.push(`${name} ${error.code}`);
  }

  onProtocolRefused(name: string | undefined, { code }: TentacleError): void {
    this.refused.push(`${name} ${code}`);
  }

  onPong(): void {}

  onClosed(error: TentacleError | undefined): void {
    this.ending = error?.code ?? 'closed';
  }

  #recorded(name: string): RecordedProtocol | undefined {
    return this.#transcript.protocols.find((each) => each.name === name);
  }
}

/** A received message as recordings list it: without the flag byte, and uncompressed. */
export function withoutFlag(bytes: Uint8Array, { compressFlag }: RecordedMessage): Uint8Array {
  if (compressFlag === undefined) return bytes;
  if (bytes[0] !== compressFlag) throw new Error(`flag byte ${bytes[0]}, recorded ${compressFlag}`);
  const body = bytes.subarray(1);
  return (compressFlag & SNAPPY) === 0 ? body : uncompress(body);
}
