/** What the harness and its worker processes say to each other. */
import type { CandidateName } from './candidates.js';
import type { Scenario } from './candidate.js';

/** State of a worker at one instant, by its own clock: rates come from the difference of two. */
export interface Snapshot {
  readonly atMs: number;
  /** Processor time used so far, user and system. */
  readonly cpuMs: number;
  /** One-way messages received (server), echoes or sessions completed (client). */
  readonly messages: number;
  /** Payload bytes received one way. */
  readonly bytes: number;
  /** Sessions open at the moment; server only. */
  readonly sessions: number;
  /** Heap and external memory after a collection; 0 without `--expose-gc`. */
  readonly heapBytes: number;
  /** Median round trip since the last snapshot; 0 if none was measured. */
  readonly medianUs: number;
}

/** Commands with their arguments. */
export interface Commands {
  /** Become the accepting side. */
  serve: { readonly candidate: CandidateName; readonly scenario: Scenario };
  /** Become the dialling side and produce the traffic of the scenario until stopped. */
  drive: { readonly candidate: CandidateName; readonly scenario: Scenario; readonly address: string };
  /** Become the dialling side, or continue as it, and hold so many sessions more. */
  hold: { readonly candidate: CandidateName; readonly address: string; readonly sessions: number };
  snapshot: Record<string, never>;
}

/** What each command is answered with. */
export interface Answers {
  serve: { readonly address: string };
  drive: Record<string, never>;
  hold: Record<string, never>;
  snapshot: Snapshot;
}

export type CommandName = keyof Commands;

/** One command on its way to a worker. */
export type Request = {
  [Name in CommandName]: { readonly name: Name; readonly args: Commands[Name] };
}[CommandName];

/** A worker answers commands in order; a failure may also come on its own, and is the last that is heard. */
export type Response =
  | { readonly type: 'answer'; readonly answer: Answers[CommandName] }
  | { readonly type: 'failed'; readonly message: string };
