/**
 * One candidate with one message, in a process of its own: `child.js <candidate> <message> <URL of competitors/>`,
 * with `varied` behind it if strings shall not come again.
 * Answers what the bench asks until the bench goes.
 */
import type { Subject } from './candidate.js';
import type { Answer, Request } from './child-process.js';
import { loadCandidate } from './candidates.js';
import { canonical } from './canonical.js';
import { loopFor, rate, variedLoopFor, type Direction, type Loop } from './loops.js';
import { makeValues, MESSAGES, type MessageName } from './values.js';
import { vary } from './vary.js';

/** Before the first figure: the compiler must have seen everything. */
const WARM_UP_MS = 200;

/** Values that are taken in turn when strings shall not come again; fewer of large messages. */
const VARIETY = 1024;
const VARIETY_BYTES = 1 << 20;

const [candidateName = '', message = '', competitors = '', mode = ''] = process.argv.slice(2);
const name = message as MessageName;
const value = makeValues()[name];
const candidate = await loadCandidate(candidateName, competitors);
const subject = await candidate.subject(name, value);
const loops = new Map<Direction, Loop>();

async function answer(request: Request): Promise<Answer> {
  if (subject === undefined) return { type: 'missing' };
  // A copy with memory of its own: what `encode` returns may lie in a slab.
  const encoded = new Uint8Array(subject.encode(subject.value));
  if (request.type === 'check') {
    const bytes = request.wire === undefined ? encoded : new Uint8Array(Buffer.from(request.wire, 'hex'));
    const decoded = subject.decode(subject.input?.(bytes) ?? bytes);
    return {
      type: 'checked',
      wire: Buffer.from(encoded).toString('hex'),
      value: canonical(subject.plain === undefined ? decoded : subject.plain(decoded)),
      into: encodedInto(encoded.length),
    };
  }
  if (request.type !== 'rate') return { type: 'missing' };
  const { direction, ms } = request;
  let loop = loops.get(direction);
  if (loop === undefined) {
    loop = mode === 'varied' ? await variedLoop(direction, subject) : loopFor(direction, subject, encoded);
    if (loop === undefined) return { type: 'missing' };
    loops.set(direction, loop);
    rate(loop, WARM_UP_MS);
  }
  return { type: 'rate', rate: rate(loop, ms) };
}

async function variedLoop(direction: Direction, first: Subject): Promise<Loop | undefined> {
  let count = VARIETY;
  while (count > 1 && count * MESSAGES[name].bytes > VARIETY_BYTES) count /= 2;
  const values: unknown[] = [];
  for (let i = 0; i < count; i++) values.push((await candidate.subject(name, vary(value, i)))!.value);
  const wires = values.map((each) => new Uint8Array(first.encode(each)));
  return variedLoopFor(direction, first, values, wires);
}

/** What `encodeInto` writes, in the middle of memory that is not empty. */
function encodedInto(length: number): string | undefined {
  if (subject?.encodeInto === undefined) return undefined;
  const out = new Uint8Array(length + 16).fill(0xff);
  const end = subject.encodeInto(subject.value, out, 8);
  return Buffer.from(out.subarray(8, end)).toString('hex');
}

process.on('message', (request: Request) => {
  answer(request).then(
    (response) => process.send!(response),
    (thrown: unknown) => {
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      process.send!({ type: 'failed', message: text } satisfies Answer);
    },
  );
});
// The bench is gone, or has had enough of us.
process.on('disconnect', () => process.exit());
process.send!({ type: 'ready' } satisfies Answer);
