/** Compares the `max` of each protocol with the largest message that its limits allow. */
import { type Diagnostic, Diagnostics } from '../diag/diagnostic.js';
import type { Program } from '../ir/model.js';
import { grouped } from './byte-count.js';
import { COUNTLESS } from './countable.js';
import { largestSize } from './size.js';

/** A `max` up to this is no burden, however small the messages are. */
const HARMLESS_BYTES = 64 * 1024;
/** Room for the fields of newer versions: a `max` may be this many times the largest message. */
const ROOM_FACTOR = 4;

/** Warnings only: both bounds hold at run time, whichever is tighter. */
export function checkMax(program: Program): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  for (const schema of program.schemas) {
    for (const { name, maxBytes, bound, span, roots } of schema.protocols) {
      const lookup = program.lookup(schema);
      const sizes = roots.map(({ type }) => ({ type, size: largestSize(program, lookup(type)) }));
      const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a));
      // Without limits, `max` is the only bound and meant as such.
      if (largest.size === Infinity) continue;
      const size = largest.size === COUNTLESS ? 'more than can be counted' : grouped(largest.size);
      if (maxBytes < largest.size && bound !== 'max') {
        diagnostics.report(
          'W_MAX_BELOW_LIMITS',
          span,
          `the limits of \`${largest.type}\` allow ${size} bytes, \`max\` of \`${name}\` is ${grouped(maxBytes)}`,
          largest.size === COUNTLESS
            ? 'lower the limits, or add `bound=max` if that is meant'
            : `raise \`max\` to ${largest.size} or lower the limits, or add \`bound=max\` if that is meant`,
        );
      }
      if (maxBytes > Math.max(HARMLESS_BYTES, ROOM_FACTOR * largest.size)) {
        diagnostics.report(
          'W_MAX_ABOVE_LIMITS',
          span,
          `\`max\` of \`${name}\` is ${grouped(maxBytes)} bytes, its largest message has ${size}`,
          `lower \`max\`: a remote can make us receive that much in vain`,
        );
      }
    }
  }
  return diagnostics.sorted();
}
