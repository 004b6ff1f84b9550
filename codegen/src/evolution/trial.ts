/** One value that one version writes, and what becomes of it. */
import type { LoadedCodec } from '../load/load-codecs.js';
import type { TypePair } from './pairing.js';

/** What a reader makes of bytes. */
export type Sight =
  | { readonly accepted: true; readonly value: unknown }
  | { readonly accepted: false; readonly code: string; readonly message: string };

/** Both codecs of a type that is in both versions. */
export interface CodecPair {
  readonly types: TypePair;
  readonly old: LoadedCodec;
  readonly new: LoadedCodec;
}

export interface Trial {
  readonly writer: 'old' | 'new';
  readonly bytes: Uint8Array;
  /** What the writer reads in its own bytes. */
  readonly wrote: unknown;
  readonly strict: Sight;
  readonly compatible: Sight;
  /** The compatible reader takes it for something else. */
  readonly misread: boolean;
  /** The field or item that the value was made for. */
  readonly focus: string | undefined;
}

/** Do both versions mean the same? */
export type SameMeaning = (old: unknown, new_: unknown) => boolean;

export type TrialOutcome = 'same' | 'strict-refused' | 'refused' | 'misread';

export function outcomeOfTrial({ strict, compatible, misread }: Trial): TrialOutcome {
  if (!compatible.accepted) return 'refused';
  if (misread) return 'misread';
  return strict.accepted ? 'same' : 'strict-refused';
}

/** Lets the other version read a value; `undefined` if the writer itself refuses the value. */
export function tryValue(
  codecs: CodecPair,
  writer: 'old' | 'new',
  value: unknown,
  sameMeaning: SameMeaning,
  focus?: string,
): Trial | undefined {
  const codec = codecs[writer];
  const reader = codecs[writer === 'old' ? 'new' : 'old'];
  let bytes: Uint8Array;
  let wrote: unknown;
  try {
    bytes = codec.encode(value);
    wrote = codec.decode(bytes, { strict: true });
  } catch (thrown) {
    if (isWireError(thrown)) return undefined;
    throw thrown;
  }
  const compatible = look(reader, bytes, true);
  const strict = look(reader, bytes, false);
  const misread =
    compatible.accepted &&
    !(writer === 'old' ? sameMeaning(wrote, compatible.value) : sameMeaning(compatible.value, wrote));
  return { writer, bytes, wrote, strict, compatible, misread, focus };
}

/** What a codec makes of bytes. */
export function look(codec: LoadedCodec, bytes: Uint8Array, compatible: boolean): Sight {
  try {
    return { accepted: true, value: codec.decode(bytes, { strict: !compatible }) };
  } catch (thrown) {
    if (!isWireError(thrown)) throw thrown;
    const message = thrown.message.replace(`${thrown.code}: `, '');
    return { accepted: false, code: thrown.code, message };
  }
}

/** By name: the codecs may use another instance of the runtime than we do. */
function isWireError(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && thrown.name === 'WireError' && 'code' in thrown;
}
