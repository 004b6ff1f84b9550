/** Breaks lines that are too long, in the way a formatter would. Generated code is read, also in diffs. */

/** The project's line width. */
export const LINE_WIDTH = 110;

/** One statement or declaration head as one or more lines, relative to its own indentation. */
export function fitCode(text: string, width: number): readonly string[] {
  if (text.length <= width || text.startsWith('//') || text.startsWith('import ')) return [text];
  const guarded = /^if \(/.test(text) ? matchingBracket(text, 3) : -1;
  if (guarded > 0 && text[guarded + 2] !== '{' && guarded + 2 < text.length) {
    return [`${text.slice(0, guarded + 1)} {`, ...indent(fitCode(text.slice(guarded + 2), width - 2)), '}'];
  }
  const sum = /^(return) (.*);$/.exec(text);
  const terms = sum === null ? [] : splitTopLevel(sum[2]!, ' + ');
  if (terms.length > 1) {
    if (sum![2]!.length <= width - 2) return [`${sum![1]!} (`, `  ${sum![2]!}`, ');'];
    return [`${sum![1]!} (`, ...terms.map((term, i) => `  ${term}${i < terms.length - 1 ? ' +' : ''}`), ');'];
  }
  const ternary = fitChoice(text, width);
  if (ternary !== undefined) return ternary;
  const [head, ...arrow] = splitTopLevel(text, ' => ');
  if (arrow.length === 1 && arrow[0]!.length <= width - 2) return [`${head!} =>`, `  ${arrow[0]!}`];
  const group = longestGroup(text);
  if (group === undefined) return [text];
  const open = text[group.start]!;
  const parts = splitTopLevel(text.slice(group.start + 1, group.end).trim(), ', ');
  const [, parameters, call, choice] =
    /^(\(.*?\) =>) (?:([\w$.]+\(.*\))|\((.* \? .*)\))$/.exec(parts.at(-1)!) ?? [];
  const body = call ?? choice;
  if (open === '(' && body !== undefined) {
    // A function at the end of a call begins on the line of the call.
    const first = `${text.slice(0, group.start + 1)}${[...parts.slice(0, -1), parameters!].join(', ')}`;
    if (first.length <= width)
      return [first, ...indent(fitCode(`${body},`, width - 2)), text.slice(group.end)];
  }
  const inner = parts.flatMap((part) => fitCode(`${part},`, width - 2));
  return [text.slice(0, group.start) + open, ...indent(inner), text.slice(group.end)];
}

/** `return test ? one : other;`, or the same behind `key: ` or `name = `. */
function fitChoice(text: string, width: number): readonly string[] | undefined {
  const [, head, value] = /^(return |[\w$]+: |(?:const )?[\w$[\]]+ = )(.*)$/.exec(text) ?? [];
  if (head === undefined) return undefined;
  const [test, one, ...none] = splitTopLevel(value!, ' ? ');
  if (one === undefined || none.length > 0) return undefined;
  const [yes, no] = splitTopLevel(one, ' : ');
  if (no === undefined) return undefined;
  if (head === 'return ') return [`return ${test!}`, `  ? ${yes!}`, `  : ${no}`];
  if (value!.length <= width - 2) return [head.trimEnd(), `  ${value!}`];
  return [head.trimEnd(), `  ${test!}`, `    ? ${yes!}`, `    : ${no}`];
}

/** Prose in lines of at most `width`. */
export function fitProse(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** The bracket pair outside all others that holds most text. */
function longestGroup(text: string): { readonly start: number; readonly end: number } | undefined {
  let best: { start: number; end: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "'") at = stringEnd(text, at);
    else if (text[at] === '(' || text[at] === '{') {
      const end = matchingBracket(text, at);
      if (end < 0) continue;
      if (best === undefined || end - at > best.end - best.start) best = { start: at, end };
      at = end;
    }
  }
  return best;
}

/** Where the bracket at `start` is closed, or -1. */
function matchingBracket(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "'") at = stringEnd(text, at);
    else if ('([{'.includes(text[at]!)) depth++;
    else if (')]}'.includes(text[at]!) && --depth === 0) return at;
  }
  return -1;
}

function splitTopLevel(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'") at = stringEnd(text, at);
    else if ('([{<'.includes(char) && !isOperator(text, at)) depth++;
    else if (')]}>'.includes(char) && !isOperator(text, at)) depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  return [...parts, text.slice(from)];
}

/** `<` and `>` with a space before them compare; `=>` is an arrow. */
function isOperator(text: string, at: number): boolean {
  return (text[at] === '<' || text[at] === '>') && (text[at - 1] === ' ' || text[at - 1] === '=');
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== "'") at += text[at] === '\\' ? 2 : 1;
  return at;
}
