/** What the sans-I/O rooms may ask of the world: interfaces only. The composition roots supply them. */

/** A running timer. */
export interface Timer {
  cancel(): void;
}

/** Time and turns. Tests pass a virtual clock. */
export interface Clock {
  /** Monotonic milliseconds; only differences carry meaning. */
  now(): number;
  /** Calls `fn` once, `delayMs` from now. A pending timer does not keep the process alive. */
  after(delayMs: number, fn: () => void): Timer;
  /** Calls `fn` at the end of this event-loop turn: what was written in one turn leaves together. */
  defer(fn: () => void): void;
}

/** Fills `bytes` with cryptographically strong randomness and returns it. */
export type Random = (bytes: Uint8Array) => Uint8Array;

/** Parts of the stack that can be watched with the `log` option or `TENTACLE_DEBUG`. */
export type LogScope = 'secio' | 'yamux' | 'select' | 'session' | 'transport' | 'service' | 'protocol';

/** One observed event. Never holds key material. */
export interface LogEvent {
  readonly scope: LogScope;
  readonly event: string;
  readonly session?: number | undefined;
  readonly stream?: number | undefined;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
}

/** Receives log events. Must not throw. */
export type Log = (event: LogEvent) => void;
