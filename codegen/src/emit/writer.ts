import { LINE_WIDTH } from './doc.js';
import { fitCode, fitProse } from './layout.js';

/** Lines of generated code with their indentation. */
export class Writer {
  readonly #lines: string[] = [];
  #depth = 0;

  line(text = ''): this {
    const code = text.trimStart();
    const margin = '  '.repeat(this.#depth) + text.slice(0, text.length - code.length);
    if (code === '') this.#lines.push('');
    else if (/^\/?\*/.test(code)) this.#lines.push(margin + code);
    else for (const each of fitCode(code, LINE_WIDTH - margin.length)) this.#lines.push(margin + each);
    return this;
  }

  lines(texts: Iterable<string>): this {
    for (const text of texts) this.line(text);
    return this;
  }

  /** `head {`, the body indented, and `tail`. */
  block(head: string, body: () => void, tail = '}'): this {
    return this.nest(head === '' || head.endsWith('(') ? `${head}{` : `${head} {`, body, tail);
  }

  /** A line that ends with an open bracket, the body indented, and `tail`. */
  nest(head: string, body: () => void, tail: string): this {
    this.line(head);
    const before = this.#depth;
    // The head may have been broken behind its `=`, and goes on further in.
    this.#depth = this.#lines.at(-1)!.search(/\S/) / 2;
    const count = this.#lines.length;
    this.indented(body);
    const isApart = head.endsWith('({') && this.#lines[count - 1]!.trim() === '{';
    if (this.#lines.length === count) this.#lines.push(this.#lines.pop()! + tail);
    else this.line(isApart ? '},' : tail);
    this.#depth = isApart ? this.#depth - 1 : before;
    if (isApart) this.line(tail.slice(1));
    this.#depth = before;
    return this;
  }

  /** The body, indented once more. */
  indented(body: () => void): this {
    this.#depth++;
    body();
    this.#depth--;
    return this;
  }

  /** A blank line between declarations, never two. */
  gap(): this {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n').trimEnd()}\n`;
  }
}

/** A string literal in the project's quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const PROSE_WIDTH = 98;

/** A TSDoc comment. */
export function docComment(lines: readonly string[]): readonly string[] {
  const wrapped = lines.flatMap((line) => fitProse(line, PROSE_WIDTH));
  const safe = wrapped.map((line) => line.replaceAll('*/', '*\\/').replace(/@(?=\w)/g, '\\@'));
  if (safe.length === 0) return [];
  if (safe.length === 1) return [`/** ${safe[0]!} */`];
  return ['/**', ...safe.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}
