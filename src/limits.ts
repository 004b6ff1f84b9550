/**
 * Every limit of the core with its default. `createNode({ limits })` overrides them one by one; each is an
 * upper bound that a remote peer cannot move.
 */
export interface Limits {
  /** Largest handshake frame before the remote has proved who it is, in bytes. */
  readonly handshakeFrameBytes: number;
  /** Largest encrypted record accepted, ciphertext and tag, in bytes (tentacle: 8 MiB). */
  readonly recordBytes: number;
  /**
   * A message in a record above this size is copied out of it if it is less than half of it, in bytes: handlers that
   * keep views of short messages keep no long records with them.
   */
  readonly viewedRecordBytes: number;
  /** The secio handshake must be finished within this time, in ms (tentacle: 10 s). */
  readonly handshakeTimeoutMs: number;
  /** Receive window advertised per substream, in bytes. At least 256 KiB, yamux's initial window. */
  readonly streamWindowBytes: number;
  /** Sum of windows above the initial 256 KiB that one session may be granted, in bytes. */
  readonly sessionWindowBytes: number;
  /** Live substreams of one session, both directions. */
  readonly streamsPerSession: number;
  /** Outbound substreams whose SYN is not acknowledged yet; Rust refuses a peer beyond 256. */
  readonly unacknowledgedStreams: number;
  /** Inbound pings answered within {@link pingWindowMs}; more is a flood. */
  readonly pingsPerWindow: number;
  readonly pingWindowMs: number;
  /** A keep-alive ping is sent this often, in ms. */
  readonly keepaliveMs: number;
  /** A ping must be answered within this time, in ms. */
  readonly pingTimeoutMs: number;
  /** How long a closing session waits for the remote's go away, in ms (tentacle: 10 s). */
  readonly goAwayTimeoutMs: number;
  /** A protocol selection must be answered within this time, in ms (tentacle: 10 s). */
  readonly selectTimeoutMs: number;
  /** Largest protocol selection message, in bytes. */
  readonly selectBytes: number;
  /** A session on which no protocol is open this long after its start is closed, in ms (tentacle: 10 s). */
  readonly idleTimeoutMs: number;
  /** Bytes handed to the socket and not yet taken by it, before the session stops sealing more. */
  readonly unflushedBytes: number;
  /** Queued bytes of one substream above which `send` returns `false`. */
  readonly streamQueueBytes: number;
  /** Queued bytes of one session above which `send` returns `false`. */
  readonly sessionQueueBytes: number;
  /** Queued bytes of one session above which it is closed with `E_SESSION_BLOCKED` (tentacle: 24 MiB). */
  readonly sessionQueueMaxBytes: number;
  /** Unsettled promises of one handler on one substream before it grants no more credit. */
  readonly pendingHandlers: number;
  /** Requests of ours on one substream that wait for an answer; more fail with `E_REQUESTS_FULL`. */
  readonly pendingRequests: number;
  /** Sessions of one node, inbound and outbound. */
  readonly sessions: number;
  /** Inbound connections of one node that have not finished their handshake. */
  readonly pendingInbound: number;
  /** Largest WebSocket message accepted, in bytes; messages carry pieces of the byte stream, no meaning. */
  readonly webSocketMessageBytes: number;
  /** A transport connection must be made within this time, in ms. */
  readonly connectTimeoutMs: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** Yamux starts every stream with this window, both ways; it cannot be configured. */
export const INITIAL_WINDOW_BYTES = 256 * KiB;

/** Defaults of {@link Limits}. */
export const DEFAULT_LIMITS: Limits = {
  handshakeFrameBytes: 64 * KiB,
  recordBytes: 8 * MiB,
  viewedRecordBytes: 128 * KiB,
  handshakeTimeoutMs: 10_000,
  streamWindowBytes: MiB,
  sessionWindowBytes: 16 * MiB,
  streamsPerSession: 1024,
  unacknowledgedStreams: 128,
  pingsPerWindow: 100,
  pingWindowMs: 1_000,
  keepaliveMs: 30_000,
  pingTimeoutMs: 30_000,
  goAwayTimeoutMs: 10_000,
  selectTimeoutMs: 10_000,
  selectBytes: 16 * KiB,
  idleTimeoutMs: 10_000,
  unflushedBytes: 256 * KiB,
  streamQueueBytes: 256 * KiB,
  sessionQueueBytes: MiB,
  sessionQueueMaxBytes: 24 * MiB,
  pendingHandlers: 64,
  pendingRequests: 1024,
  sessions: 1024,
  pendingInbound: 256,
  webSocketMessageBytes: 4 * MiB,
  connectTimeoutMs: 10_000,
};

/** Least value of each limit that has one beyond 1. */
const LEAST: Partial<Record<keyof Limits, number>> = {
  handshakeFrameBytes: 256,
  // An honest peer puts a whole window into one record.
  recordBytes: 512 * KiB,
  streamWindowBytes: INITIAL_WINDOW_BYTES,
  sessionWindowBytes: 0,
  selectBytes: 64,
};

/** Timers hold no more, about 24 days. */
export const MOST_MS = 2 ** 31 - 1;
/** Windows and frames are counted in 32 bits on the wire. */
const MOST = 2 ** 32 - 1;

/** The names of limits in `overrides` that do not exist, or whose value is not an integer in the allowed range. */
export function invalidLimits(overrides: Partial<Limits>): string[] {
  return (Object.keys(overrides) as (keyof Limits)[]).filter((name) => {
    const value = overrides[name];
    if (!Object.hasOwn(DEFAULT_LIMITS, name) || !Number.isSafeInteger(value)) return true;
    const [least, most] = [LEAST[name] ?? 1, name.endsWith('Ms') ? MOST_MS : MOST];
    return (value as number) < least || (value as number) > most;
  });
}
