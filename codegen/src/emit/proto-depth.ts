/** Protobuf: how deep messages may stand in others, and so which of them are counted when they are written. */
import type { Lookup, Program, RecordType, Shape } from '../ir/model.js';

/** Levels below a message for which the schema names no depth (`MAX_DEPTH` of the runtime). */
const MAX_DEPTH = 100;

/** What a program has of messages that may be nested too deep. */
export interface Depths {
  /**
   * A value of the type may hold messages or map entries that stand deeper than decoders allow: its write function is
   * told how many levels may stand below it. All others are never counted.
   */
  counts(decl: RecordType, lookup: Lookup): boolean;
  /** What stands in a field of `decl` may itself be too deep: a message of this shape, or an entry of this map. */
  exceeds(decl: RecordType, shape: Shape, lookup: Lookup): boolean;
}

/** From a message to what stands in a field of it. */
interface Step {
  /** `undefined` for a map entry without a message. */
  readonly to: RecordType | undefined;
  /** The levels that may stand below `to` where `levels` may stand below the message around it; negative: none may be there. */
  left(levels: number): number;
}

export function depthsOf(program: Program): Depths {
  const steps = new Map<RecordType, readonly Step[]>();
  const tops: Step[] = [];
  for (const schema of program.schemas) {
    const lookup = program.lookup(schema);
    for (const decl of schema.types) {
      if (decl.kind === 'record' && decl.layout === 'message') steps.set(decl, stepsFrom(decl, lookup));
    }
    tops.push(...schema.extensions.flatMap(({ field }) => stepsIn(field.shape, lookup)));
  }
  const least = leastLevels(steps, tops);
  // What the program does not declare holds an extension, and always stands at the top.
  const leastOf = (decl: RecordType): number => least.get(decl) ?? MAX_DEPTH;
  const known = new Map<RecordType, Map<number, boolean>>();
  /** May something below a message be too deep, if `levels` may stand below it? */
  const fails = (decl: RecordType, levels: number): boolean => {
    const answers = known.get(decl) ?? new Map<number, boolean>();
    known.set(decl, answers);
    const answer = answers.get(levels) ?? anyFails(steps.get(decl)!, levels);
    answers.set(levels, answer);
    return answer;
  };
  const anyFails = (ways: readonly Step[], levels: number): boolean =>
    ways.some(({ to, left }) => left(levels) < 0 || (to !== undefined && fails(to, left(levels))));
  return {
    counts: (decl, lookup) => anyFails(steps.get(decl) ?? stepsFrom(decl, lookup), leastOf(decl)),
    exceeds: (decl, shape, lookup) => stepsIn(shape, lookup).some(({ left }) => left(leastOf(decl)) < 0),
  };
}

/** The fewest levels that may stand below a message, wherever it is. `tops` are taken where all levels are left. */
function leastLevels(
  steps: ReadonlyMap<RecordType, readonly Step[]>,
  tops: readonly Step[],
): ReadonlyMap<RecordType, number> {
  const least = new Map<RecordType, number>();
  const open = [...steps.keys()];
  const take = ({ to, left }: Step, around: number): void => {
    const levels = left(around);
    if (to === undefined || levels < 0 || levels >= (least.get(to) ?? MAX_DEPTH)) return;
    least.set(to, levels);
    open.push(to);
  };
  for (const step of tops) take(step, MAX_DEPTH);
  for (let decl = open.pop(); decl !== undefined; decl = open.pop()) {
    for (const step of steps.get(decl)!) take(step, least.get(decl) ?? MAX_DEPTH);
  }
  return least;
}

function stepsFrom(decl: RecordType, lookup: Lookup): readonly Step[] {
  return decl.fields.flatMap(({ shape }) => stepsIn(shape, lookup));
}

function stepsIn(shape: Shape, lookup: Lookup): readonly Step[] {
  switch (shape.kind) {
    case 'list':
      return stepsIn(shape.item, lookup);
    case 'oneof':
      return shape.members.flatMap((member) => stepsIn(member.shape, lookup));
    case 'map': {
      // An entry is a message around its value.
      const [inner] = stepsIn(shape.value, lookup);
      if (inner === undefined) return [{ to: undefined, left: (levels) => levels - 1 }];
      return [{ to: inner.to, left: (levels) => inner.left(levels - 1) }];
    }
    case 'named': {
      const to = lookup(shape.name);
      const most = shape.depth ?? Infinity;
      return to.kind === 'record' ? [{ to, left: (levels) => Math.min(levels, most) - 1 }] : [];
    }
    default:
      return [];
  }
}
