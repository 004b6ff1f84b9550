/** What a check found: the shape of `--json`. Fields are added, never renamed or removed. */
import type { Json } from '../values/json.js';
import type { ChangeClass, ChangeCode, Site } from './change.js';

/** Shares of random values, counted. */
export interface DirectionReport {
  readonly tried: number;
  /** Accepted by a strict reader, and by a compatible one. */
  readonly strict: number;
  readonly compatible: number;
  /** Accepted by the compatible reader, and read as something else. */
  readonly misread: number;
}

/** What one version makes of the bytes. */
export type SightReport = { readonly value: Json } | { readonly refused: string; readonly message: string };

export interface CounterexampleReport {
  readonly writer: 'old' | 'new';
  /** The type that the bytes are an encoding of. */
  readonly type: string;
  /** In hex; cut after 4096 bytes. */
  readonly bytes: string;
  readonly length: number;
  /** How the reader read; the writer always reads strictly. */
  readonly reader: 'strict' | 'compatible';
  readonly old: SightReport;
  readonly new: SightReport;
}

export interface EvidenceReport {
  readonly type: string;
  readonly oldToNew: DirectionReport;
  readonly newToOld: DirectionReport;
}

export interface Finding extends Site {
  readonly class: ChangeClass;
  readonly code: ChangeCode;
  readonly message: string;
  /** With `needs-version`: the schemas have a new version already, and the two never meet. */
  readonly versioned: boolean;
  readonly note: string | null;
  readonly advice: readonly string[];
  /** What the codecs did is worse than what the rules say, or does not show it. */
  readonly contradiction: string | null;
  readonly evidence: EvidenceReport | null;
  readonly counterexample: CounterexampleReport | null;
}

export interface Report {
  /** What was compared with what. */
  readonly old: string;
  readonly new: string;
  readonly seed: number;
  /** Nothing is worse than what is allowed. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<ChangeClass, number>>;
  /** By file, line and column. */
  readonly findings: readonly Finding[];
}
