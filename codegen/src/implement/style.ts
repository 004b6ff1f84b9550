/** How a file is written, so that what is added looks like the rest. */
export interface Style {
  readonly newline: string;
  /** One level of indentation. */
  readonly indent: string;
  readonly quote: "'" | '"';
  readonly semicolon: '' | ';';
  /** What relative imports end in. */
  readonly extension: string;
}

export function styleOf(text: string): Style {
  const imports = [...text.matchAll(/^import\b[^'"]*(['"])([^'"\n]+)['"](;?)/gm)];
  const relative = imports
    .map(([, , specifier]) => specifier!)
    .filter((specifier) => specifier.startsWith('.'));
  const quotes = text.match(/(['"])(?:(?!\1)[^\\\n])*\1/g) ?? [];
  const doubled = quotes.filter((quoted) => quoted.startsWith('"')).length;
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentOf(text),
    quote: doubled * 2 > quotes.length ? '"' : "'",
    semicolon: imports.length > 0 && imports.every(([, , , end]) => end === '') ? '' : ';',
    extension: relative.length === 0 ? '.js' : (/\.[cm]?[jt]s$/.exec(relative[0]!)?.[0] ?? ''),
  };
}

/** The first indentation that is not that of a comment. */
function indentOf(text: string): string {
  return /^([ \t]+)(?![ \t*])\S/m.exec(text)?.[1] ?? '  ';
}

/** White space at the start of the line that `at` is on. */
export function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))![0];
}
