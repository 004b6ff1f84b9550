import { DEFAULT_LIMITS } from '../../src/limits.js';
import type { Role } from '../../src/handler/peer.js';
import { YamuxSession, type YamuxLimits } from '../../src/yamux/session.js';
import type { YamuxStream } from '../../src/yamux/stream.js';
import { frameText } from './frame-bytes.js';

/** tentacle's own defaults: every window is the initial one. */
export const INITIAL_WINDOWS = { streamWindowBytes: 262_144 } as const;

/** One yamux session under test, with everything that it tells its owner written down in order. */
export class YamuxEnd {
  readonly session: YamuxSession;
  /** Frames sent, as text; {@link sent} empties it. */
  #sent: string[] = [];
  /** What streams and session reported: `1 body abcd`, `1 fin`, `pong 5`. */
  readonly events: string[] = [];
  /** Streams that the remote opened. */
  readonly accepted: YamuxStream[] = [];
  #now = 0;

  constructor(role: Role, limits: Partial<YamuxLimits> = INITIAL_WINDOWS) {
    this.session = new YamuxSession(role, { ...DEFAULT_LIMITS, ...limits }, 0, {
      sendFrame: (type, flags, stream, length) => this.#sent.push(frameText(type, flags, stream, length)),
      onStream: (stream) => {
        this.accepted.push(stream);
        this.events.push(`${stream.id} opened`);
        this.#watch(stream);
      },
      onPlaceFree: () => this.events.push('place free'),
      onPong: (rttMs) => this.events.push(`pong ${rttMs}`),
      onGoAway: (code) => this.events.push(`go away ${code}`),
    });
  }

  /** Frames sent since the last call. */
  sent(): string[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  open(): YamuxStream {
    const stream = this.session.open();
    this.#watch(stream);
    return stream;
  }

  receive(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.session.receive(chunk, 0, chunk.length, this.#now);
  }

  /** Moves the clock to `now` and lets the session look at it. */
  tick(now: number): void {
    this.#now = now;
    this.session.tick(now);
  }

  #watch(stream: YamuxStream): void {
    stream.consumer = {
      onBody: (bytes, start, end) => {
        this.events.push(`${stream.id} body ${Buffer.from(bytes.subarray(start, end)).toString()}`);
      },
      onCredit: () => this.events.push(`${stream.id} credit`),
      onRemoteFin: () => this.events.push(`${stream.id} fin`),
      onReset: () => this.events.push(`${stream.id} reset`),
    };
  }
}
