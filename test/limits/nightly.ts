/**
 * `npm run nightly`: the figures of `limits` against 1,000 values of every message, kept at once, or as many as fit into
 * a GiB. It takes seven minutes and up to 2 GiB.
 */
import { isTooHigh, isTooLow, measureAll } from './measured-heap.js';

const ROOM_MIB = 1024;

for (const each of await measureAll({ own: ROOM_MIB, hard: ROOM_MIB })) {
  const { schema, name, values, printed, measured } = each;
  const wrong = isTooLow(each)
    ? 'FAILED: more than printed'
    : isTooHigh(each)
      ? 'FAILED: printed too much'
      : 'ok';
  console.log(`${schema} ${name}: ${values} values, ${measured} of ${printed} bytes each, ${wrong}`);
  if (wrong !== 'ok') process.exitCode = 1;
}
