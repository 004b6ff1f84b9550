/** Molecule: statements that check and write values of fixed size. */
import type { Shape } from '../ir/model.js';
import { type FileContext, fixedSize } from './context.js';
import { limit } from './literal.js';
import { indexName, times } from './mol-place.js';
import { quoted } from './writer.js';

/** What is known of a value where it is written. */
export interface Use {
  /** The expression for it. */
  readonly value: string;
  /** `Type.field`, for errors. */
  readonly path: string;
  /** Name of the functions for the lists in it. */
  readonly helper: string;
}

/**
 * Writes the check of a value of fixed size, and the value; `depth` loops stand around it. What writes a value returns its
 * end: `lead` may be `return `, unless it is an array.
 */
export function emitFixed(
  shape: Shape,
  { value, path, helper }: Use,
  at: string,
  depth: number,
  context: FileContext,
  lead = '',
): void {
  const { out, lookup } = context;
  const where = quoted(path);
  // Once a field was checked there is a record that has it.
  const checked = value.replace('value?.', 'value.');
  switch (shape.kind) {
    case 'array': {
      const i = indexName(depth);
      const size = fixedSize(shape.item, lookup)!;
      const item: Use = { value: `${checked}[${i}]!`, path: `${path}[]`, helper };
      out.line(`checkTuple(${value}, ${shape.count}, ${where});`);
      out.block(`for (let ${i} = 0; ${i} < ${shape.count}; ${i}++)`, () => {
        emitFixed(shape.item, item, times(at, size, i), depth + 1, context);
      });
      return;
    }
    case 'integer': {
      const { bits, signed } = shape;
      if (bits > 32) out.line(`${signed ? 'checkBigInt' : 'checkBigUint'}(${value}, ${bits}, ${where});`);
      else if (!signed) out.line(`checkInt(${value}, 0, ${limit(2 ** bits - 1)}, ${where});`);
      else out.line(`checkInt(${value}, ${-(2 ** (bits - 1))}, ${2 ** (bits - 1) - 1}, ${where});`);
      if (bits > 64) out.line(`${lead}writeBig(out, ${at}, ${checked}, ${bits / 8});`);
      else out.line(`${lead}writeU${bits}(out, ${at}, ${checked});`);
      return;
    }
    case 'bool':
      out.line(`checkBool(${value}, ${where});`);
      out.line(`${lead}writeU8(out, ${at}, ${checked} ? 1 : 0);`);
      return;
    case 'byteArray':
      out.line(`checkByteArray(${value}, ${shape.length}, ${where});`);
      out.line(`${lead}writeRaw(out, ${at}, ${checked});`);
      return;
    case 'named':
      out.line(`${lead}$write${shape.name}(${value}, out, ${at});`);
      return;
    default:
      throw new Error(`a ${shape.kind} has no fixed size`);
  }
}
