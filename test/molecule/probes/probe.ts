/** A small schema for one rule of the molecule language. */
export interface Probe {
  readonly rule: string;
  readonly what: string;
  /** Stands in {@link MAIN}. */
  readonly text: string;
  /** Files that it imports, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What the official compiler says; the interoperability tests ask it again. */
  readonly official: 'accepts' | 'refuses';
  /** Our diagnostics as `line:column CODE`, with the path in front where it is not {@link MAIN}; none: accepted. */
  readonly ours: readonly string[];
}

export const MAIN = 'x/main.mol';

/** Declarations that many probes need. */
export const A = 'array A [byte; 2];';
export const V = 'vector V <byte>;';

type Row = readonly [
  what: string,
  text: string,
  ours?: string | readonly string[],
  files?: Readonly<Record<string, string>>,
];

/** Rows with mistakes are refused by the official compiler too. */
export function probes(rule: string, rows: readonly Row[]): readonly Probe[] {
  return probesOf(rule, rows, 'refuses');
}

/** Rows with mistakes that the official compiler accepts. */
export function stricter(rule: string, rows: readonly Row[]): readonly Probe[] {
  return probesOf(rule, rows, 'accepts');
}

function probesOf(rule: string, rows: readonly Row[], official: Probe['official']): readonly Probe[] {
  return rows.map(([what, text, mistakes = [], files = {}]) => {
    const ours = typeof mistakes === 'string' ? [mistakes] : mistakes;
    return { rule, what, text, files, official: ours.length === 0 ? 'accepts' : official, ours };
  });
}
