/** Counterexamples for changes that codecs do not see: framing, sizes, and what the stubs of a protocol refuse. */
import type { Framing } from '../ir/model.js';
import { smallestValue } from '../values/plain.js';
import { Random } from '../values/prng.js';
import { randomValue } from '../values/random.js';
import { simpler } from './evidence.js';
import { smallValues } from './made-values.js';
import type { ProtocolChange } from './protocol-changes.js';
import { type CodecPair, look, type Sight, type Trial, tryValue } from './trial.js';
import type { Comparison } from './type-changes.js';

/** What a stub answers to a message that it does not take. */
const REFUSALS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  MESSAGE_DIRECTION: ['E_MESSAGE_DIRECTION', 'this side of the session may not send it'],
  MESSAGE_REPLY: ['E_REPLY_UNEXPECTED', 'nothing was asked that it could answer'],
  MESSAGE_RATE: ['E_MESSAGE_RATE', 'it comes too often'],
};

/** Sizes above this are not tried out. */
const LARGEST = 1 << 16;

/** The smallest message that shows the change; `codecs` are those of the root. */
export function protocolCounterexample(
  change: ProtocolChange,
  codecs: CodecPair,
  comparison: Comparison,
  seed: number,
): Trial | undefined {
  if (change.code === 'PROTOCOL_FRAMING') return framingTrial(change, codecs, comparison);
  if (change.code === 'PROTOCOL_MAX') return sizeTrial(change, codecs, comparison, seed);
  const refusal = REFUSALS[change.code];
  if (refusal === undefined) return undefined;
  const { oldToNew } = change.effect;
  const writer = oldToNew.compatible === 'all' ? 'new' : 'old';
  const trial = messageTrial(change, codecs, comparison, writer);
  const [code, message] = refusal;
  const refused: Sight = { accepted: false, code, message };
  return trial && { ...trial, strict: refused, compatible: refused, misread: false };
}

/** The smallest value of the root that holds the message. */
function messageTrial(
  { about }: ProtocolChange,
  codecs: CodecPair,
  { pairing }: Comparison,
  writer: 'old' | 'new',
): Trial | undefined {
  if (about === undefined) return undefined;
  const decl = codecs.types[writer];
  const lookup = pairing[writer].scope(decl);
  let best: Trial | undefined;
  for (const { value } of smallValues(decl, lookup, new Random(0))) {
    if (about.tag !== undefined && tagIn(value, about.root.envelope) !== about.tag) continue;
    const trial = tryValue(codecs, writer, value, () => true);
    if (trial !== undefined && (best === undefined || simpler(trial, best))) best = trial;
  }
  return best;
}

function tagIn(value: unknown, envelope: string | undefined): unknown {
  const record = value as Readonly<Record<string, unknown>>;
  const union =
    envelope === undefined ? record : (record[envelope] as Readonly<Record<string, unknown>> | undefined);
  return union?.['type'];
}

function sizeTrial(
  { beyond }: ProtocolChange,
  codecs: CodecPair,
  { pairing }: Comparison,
  seed: number,
): Trial | undefined {
  if (beyond === undefined || beyond.count > LARGEST) return undefined;
  const { writer, count } = beyond;
  const decl = codecs.types[writer];
  const random = new Random(seed);
  let best: Trial | undefined;
  for (let i = 0; i < 100; i++) {
    const options = { maxItems: count, maxBytes: 2 * count };
    const trial = tryValue(
      codecs,
      writer,
      randomValue(decl, pairing[writer].scope(decl), random, options),
      () => true,
    );
    if (trial === undefined || trial.bytes.length < count) continue;
    if (best === undefined || simpler(trial, best)) best = trial;
  }
  if (best === undefined) return undefined;
  const message = `${best.bytes.length} bytes where at most ${count - 1} ${count === 2 ? 'is' : 'are'} allowed`;
  const refused: Sight = { accepted: false, code: 'E_MESSAGE_TOO_LARGE', message };
  return { ...best, strict: refused, compatible: refused };
}

function framingTrial(change: ProtocolChange, codecs: CodecPair, { pairing }: Comparison): Trial | undefined {
  const decl = codecs.types.old;
  const trial = tryValue(codecs, 'old', smallestValue(decl, pairing.old.scope(decl)), () => true);
  if (trial === undefined) return undefined;
  const stream = framed(trial.bytes, change.old.protocol.framing);
  const body = unframed(stream, change.new.protocol.framing);
  const sight = body instanceof Uint8Array ? look(codecs.new, body, true) : body;
  return { ...trial, bytes: stream, strict: sight, compatible: sight, misread: false };
}

function framed(bytes: Uint8Array, framing: Framing): Uint8Array {
  if (framing === 'none') return bytes;
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length);
  out.set(bytes, 4);
  return framing === 'length-delimited' ? out : framed(out, 'length-delimited');
}

function unframed(stream: Uint8Array, framing: Framing): Uint8Array | Sight {
  if (framing === 'none') return stream;
  const length = stream.length < 4 ? Infinity : new DataView(stream.buffer, stream.byteOffset).getUint32(0);
  if (length > stream.length - 4) {
    return { accepted: false, code: 'E_MESSAGE_TRUNCATED', message: 'the announced length is not there' };
  }
  const body = stream.subarray(4, 4 + length);
  return framing === 'length-delimited' ? body : unframed(body, 'length-delimited');
}
