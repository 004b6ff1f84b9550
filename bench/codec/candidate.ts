/** What the bench needs of a codec. Each candidate runs alone with one message in its process. */
import type { MessageName, Values } from './values.js';

/** One message of one candidate, as the measured loops call it. */
export interface Subject {
  /** What {@link encode} takes: the message in the form that users of the candidate build it. */
  readonly value: unknown;
  encode(value: unknown): Uint8Array;
  /** Writes into memory that is used again and again; checks as {@link encode} does. Returns the end. */
  encodeInto?(value: unknown, out: Uint8Array, at: number): number;
  decode(bytes: Uint8Array): unknown;
  /** What {@link decode} is given, if the candidate has a better form of it. */
  input?(bytes: Uint8Array): Uint8Array;
  /** A decoded value in the form of `values.ts`, to compare candidates. */
  plain?(decoded: unknown): unknown;
}

export interface CodecCandidate {
  /** `undefined`: the candidate does not speak the wire format of this message. */
  subject<Name extends MessageName>(message: Name, value: Values[Name]): Promise<Subject | undefined>;
}

/** A codec of one type, as a {@link Subject} has it when nobody asks which type that is. */
export interface Typed<T> {
  encode(value: T): Uint8Array;
  encodeInto(value: T, out: Uint8Array, at: number): number;
  decode(bytes: Uint8Array): T;
}

/** The loops pass back what they were given, so the type of the value may be forgotten. */
export function subjectOf<T>(codec: Typed<T>, value: T): Subject {
  return { ...(codec as unknown as Typed<unknown>), value };
}
