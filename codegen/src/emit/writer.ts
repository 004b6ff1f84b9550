import { fitCode, fitProse, LINE_WIDTH } from './layout.js';

/** Lines of generated code with their indentation. */
export class Writer {
  readonly #lines: string[] = [];
  #depth = 0;

  line(text = ''): this {
    const margin = '  '.repeat(this.#depth);
    if (text === '') this.#lines.push('');
    else if (/^\/?\*/.test(text.trimStart())) this.#lines.push(margin + text);
    else for (const each of fitCode(text, LINE_WIDTH - margin.length)) this.#lines.push(margin + each);
    return this;
  }

  lines(texts: Iterable<string>): this {
    for (const text of texts) this.line(text);
    return this;
  }

  /** `head {`, the body indented, and `tail`. */
  block(head: string, body: () => void, tail = '}'): this {
    this.line(head === '' || head.endsWith('(') ? `${head}{` : `${head} {`);
    this.#depth++;
    body();
    this.#depth--;
    return this.line(tail);
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
