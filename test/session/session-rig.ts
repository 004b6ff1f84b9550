import { DEFAULT_LIMITS, type Limits } from '../../src/limits.js';
import type { TentacleError } from '../../src/errors.js';
import type { Framing } from '../../src/handler/protocol.js';
import { writeOffer } from '../../src/select/negotiation.js';
import { Session } from '../../src/session/session.js';
import type { Substream, SubstreamProtocol } from '../../src/session/substream.js';
import {
  ACK,
  DATA,
  RawReader,
  SYN,
  WINDOW_UPDATE,
  concat,
  data,
  header,
  prefixed,
  type RawFrame,
} from '../hostile/raw-yamux.js';

/** A protocol that the rig opens. */
export interface RigProtocol extends SubstreamProtocol {
  readonly name: string;
}

export function rigProtocol(name: string, framing: Framing = 'length-delimited'): RigProtocol {
  return { name, framing, maxBytes: 1024 * 1024, priority: 'normal' };
}

/**
 * A plaintext dialer session without a node: its writes go to a reader that keeps frames, and the test decides when a
 * turn ends, when the socket takes bytes and when credit is granted.
 */
export class SessionRig {
  readonly session: Session<RigProtocol>;
  readonly frames: RawFrame[] = [];
  /** Sizes of writes that the socket has not taken, oldest first. */
  readonly untaken: number[] = [];
  readonly opened = new Map<string, Substream<RigProtocol>>();
  readonly refused: TentacleError[] = [];
  over: { readonly error: TentacleError | undefined } | undefined;
  flushWanted = false;
  /** Everything that was ever handed to the socket, in bytes. */
  writtenBytes = 0;
  readonly #reader = new RawReader();

  constructor(protocols: readonly RigProtocol[], limits: Partial<Limits> = {}) {
    const byName = new Map(protocols.map((protocol) => [protocol.name, protocol]));
    this.session = new Session<RigProtocol>(
      { role: 'dialer', limits: { ...DEFAULT_LIMITS, ...limits }, secio: undefined },
      {
        write: (chunks, bytes) => {
          this.untaken.push(bytes);
          this.writtenBytes += bytes;
          this.frames.push(...this.#reader.feed(concat(chunks)));
        },
        wantFlush: () => (this.flushWanted = true),
        sign: () => {},
        admit: () => undefined,
        onReady: () => {
          for (const { name } of protocols) this.session.open({ name, versions: ['1'] }, 0);
        },
        serve: ({ name }) => {
          const protocol = byName.get(name);
          return protocol && { protocol, version: '1' };
        },
        chosen: ({ name }) => byName.get(name),
        onProtocolOpen: (substream) =>
          this.opened.set((substream.offered ?? substream.request)!.name, substream),
        onProtocolClose: () => {},
        onProtocolRefused: (_name, error) => this.refused.push(error),
        onPong: () => {},
        onClosed: (error) => (this.over = { error }),
      },
      0,
    );
    this.session.start();
    this.turn();
    this.take(Infinity);
    // The remote accepts every stream and every selection.
    this.frames
      .filter(({ type, flags }) => type === WINDOW_UPDATE && (flags & SYN) !== 0)
      .forEach(({ stream }, index) => {
        const { name } = protocols[index]!;
        this.feed(header(WINDOW_UPDATE, ACK, stream, 0));
        this.feed(data(stream, prefixed(writeOffer({ name, versions: ['1'] }))));
      });
    this.turn();
    this.take(Infinity);
    this.frames.length = 0;
  }

  /** Bytes from the remote. */
  feed(bytes: Uint8Array): void {
    this.session.receive(bytes, 0, bytes.length, 0);
  }

  /** The end of an event-loop turn. */
  turn(): void {
    if (!this.flushWanted) return;
    this.flushWanted = false;
    this.session.flush(0);
  }

  /** The socket takes up to `count` of its oldest writes. */
  take(count: number): void {
    for (let left = count; left > 0 && this.untaken.length > 0; left--) {
      this.session.written(this.untaken.shift()!, 0);
    }
  }

  /** Data frames since the last call. */
  takeFrames(): RawFrame[] {
    return this.frames.splice(0);
  }
}

/** `true` for frames that carry bytes of a stream. */
export function isData({ type }: RawFrame): boolean {
  return type === DATA;
}
