/** Text that may be broken into lines in places, and the choice of those places: what prettier does, as far as it is needed. */

export type Doc = string | readonly Doc[] | Line | Indent | Group | IfBreak | IndentIfBreak;

/** The project's line width. */
export const LINE_WIDTH = 110;

/** A place for a line break: a space or, if `soft`, nothing where the group around it is flat. */
interface Line {
  readonly kind: 'line';
  readonly soft: boolean;
  readonly hard: boolean;
}

interface Indent {
  readonly kind: 'indent';
  readonly contents: Doc;
}

/** Lines in it are broken all or none. */
interface Group {
  readonly kind: 'group';
  /** From the flattest to the most broken one; mostly there is one. */
  readonly states: readonly [Doc, ...Doc[]];
  readonly broken: boolean;
}

/** One of two, by whether the group around it is broken. */
interface IfBreak {
  readonly kind: 'ifBreak';
  readonly broken: Doc;
  readonly flat: Doc;
}

/** Indented if that other group is broken. */
interface IndentIfBreak {
  readonly kind: 'indentIfBreak';
  readonly contents: Doc;
  readonly group: Group;
}

export const line: Doc = { kind: 'line', soft: false, hard: false };
export const softline: Doc = { kind: 'line', soft: true, hard: false };
export const hardline: Doc = { kind: 'line', soft: false, hard: true };

export const indent = (contents: Doc): Doc => ({ kind: 'indent', contents });
export const ifBreak = (broken: Doc, flat: Doc = ''): Doc => ({ kind: 'ifBreak', broken, flat });
export const indentIfBreak = (contents: Doc, other: Group): Doc => ({
  kind: 'indentIfBreak',
  contents,
  group: other,
});

export function group(contents: Doc, broken = mustBreak(contents)): Group {
  return { kind: 'group', states: [contents], broken };
}

/** The first state that fits; the last one if none does. */
export function choice(...states: readonly [Doc, ...Doc[]]): Group {
  return { kind: 'group', states, broken: states.every(mustBreak) };
}

export function join(separator: Doc, parts: readonly Doc[]): Doc {
  return parts.map((part, i) => (i === 0 ? part : [separator, part]));
}

/** Does it contain a line that is broken in any case? */
export function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (Array.isArray(doc)) return doc.some(mustBreak);
  const other = doc as Exclude<Doc, string | readonly Doc[]>;
  switch (other.kind) {
    case 'line':
      return other.hard;
    case 'group':
      return other.broken;
    case 'ifBreak':
      return mustBreak(other.broken);
    default:
      return mustBreak(other.contents);
  }
}

/** A part that is yet to be printed. */
interface Command {
  readonly margin: number;
  readonly flat: boolean;
  readonly doc: Doc;
}

const MARGIN = 2;

/** The lines of `doc`, none longer than `width` if that can be. */
export function printDoc(doc: Doc, width: number): readonly string[] {
  const lines: string[] = [];
  const brokenGroups = new Set<Group>();
  let text = '';
  const commands: Command[] = [{ margin: 0, flat: false, doc }];
  for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
    const { margin, flat } = command;
    const push = (each: Doc, isFlat = flat, at = margin): void => {
      commands.push({ margin: at, flat: isFlat, doc: each });
    };
    if (typeof command.doc === 'string') {
      text += command.doc;
      continue;
    }
    if (Array.isArray(command.doc)) {
      for (const part of [...(command.doc as readonly Doc[])].reverse()) push(part);
      continue;
    }
    const part = command.doc as Exclude<Doc, string | readonly Doc[]>;
    switch (part.kind) {
      case 'line':
        if (flat && !part.hard) text += part.soft ? '' : ' ';
        else {
          lines.push(text.trimEnd());
          text = ' '.repeat(margin);
        }
        break;
      case 'indent':
        push(part.contents, flat, margin + MARGIN);
        break;
      case 'indentIfBreak':
        push(part.contents, flat, brokenGroups.has(part.group) ? margin + MARGIN : margin);
        break;
      case 'ifBreak':
        push(flat ? part.flat : part.broken);
        break;
      case 'group': {
        if (flat && !part.broken) {
          push(part.states[0]);
          break;
        }
        const room = width - text.length;
        const fits = (state: Doc): boolean => fit({ margin, flat: true, doc: state }, commands, room);
        if (part.states.length === 1) {
          const isFlat = !part.broken && fits(part.states[0]);
          if (!isFlat) brokenGroups.add(part);
          push(part.states[0], isFlat);
          break;
        }
        const found = part.states.find(fits);
        if (found === undefined) push(part.states.at(-1)!, false);
        else push(found, true);
      }
    }
  }
  return [...lines, text];
}

/** Is there room for `next` and for what follows up to the next place where a line may be broken? */
function fit(next: Command, following: readonly Command[], width: number): boolean {
  let room = width;
  let rest = following.length;
  const commands: Command[] = [next];
  while (room >= 0) {
    const command = commands.pop() ?? following[--rest];
    if (command === undefined) return true;
    const { margin, flat } = command;
    if (typeof command.doc === 'string') {
      room -= command.doc.length;
      continue;
    }
    if (Array.isArray(command.doc)) {
      for (const part of [...(command.doc as readonly Doc[])].reverse())
        commands.push({ margin, flat, doc: part });
      continue;
    }
    const part = command.doc as Exclude<Doc, string | readonly Doc[]>;
    switch (part.kind) {
      case 'line':
        if (!flat || part.hard) return true;
        room -= part.soft ? 0 : 1;
        break;
      case 'ifBreak':
        commands.push({ margin, flat, doc: flat ? part.flat : part.broken });
        break;
      case 'group': {
        const isFlat = flat && !part.broken;
        commands.push({ margin, flat: isFlat, doc: isFlat ? part.states[0] : part.states.at(-1)! });
        break;
      }
      default:
        commands.push({ margin, flat, doc: part.contents });
    }
  }
  return false;
}
