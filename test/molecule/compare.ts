import { MoleculeReference } from '../reference/molecule.js';
import type { Subject } from './subject.js';
import { readWith } from './verdict.js';

/** Where our codecs say something else than the official reader, on purpose. */
export type Exception =
  /** A Bool is 0 or 1; the official reader looks at its size only. */
  | 'bool'
  /** Fields with `@since` may be missing, also for a strict reader. */
  | 'since';

/** `agrees`, why not if that is intended, or what was seen instead. */
export type Comparison = 'agrees' | Exception | { readonly seen: string };

/**
 * Reads `bytes` with the generated codec and compares with what the official reader says. What the codec accepts
 * strictly it has to write again as the same bytes.
 */
export function compare(
  subject: Subject,
  bytes: Uint8Array,
  compatible: boolean,
  official: string,
): Comparison {
  const { verdict, value } = readWith(subject.codec, bytes, compatible);
  if (verdict === 'ok' && !compatible) {
    const again = Buffer.from(subject.codec.encode(value));
    if (!again.equals(bytes)) return { seen: `ok, encoded again as ${again.toString('hex')}` };
  }
  if (verdict === official) return 'agrees';
  return intended(subject, bytes, compatible, official, verdict) ?? { seen: verdict };
}

/** An exception only if the reference reader explains both verdicts, ours by one rule more. */
function intended(
  { scope, type }: Subject,
  bytes: Uint8Array,
  compatible: boolean,
  official: string,
  ours: string,
): Exception | undefined {
  const reference = new MoleculeReference(scope);
  if (reference.verdict(type, bytes, { compatible }) !== official) return undefined;
  const explained = (rules: { readonly bool?: boolean; readonly since?: boolean }): boolean => {
    const verdict = reference.verdict(type, bytes, { compatible, ...rules });
    return (verdict === 'BoolValue' ? 'E_WIRE_VALUE' : verdict) === ours;
  };
  if (explained({ bool: true })) return 'bool';
  if (explained({ since: true })) return 'since';
  return explained({ bool: true, since: true }) ? 'bool' : undefined;
}
