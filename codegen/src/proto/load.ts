import protobuf from 'protobufjs';

import { Diagnostics } from '../diag/diagnostic.js';
import { SourceFile } from '../diag/source.js';
import { type ReadSchema, resolvePath, type SchemaText } from '../sources.js';
import { locate, type Places } from './locate.js';

/** One protobuf file: where things stand, and what protobufjs read. */
export interface ProtoUnit {
  readonly source: SourceFile;
  readonly places: Places;
  /** Dotted package of the file, empty if it has none. */
  readonly pkg: string;
  /** What the file declares, or `undefined` if it does not parse. */
  readonly root: protobuf.Root | undefined;
  readonly imports: readonly ProtoUnit[];
}

/** Parses `files` and everything they import. Every file is parsed once, into a root of its own. */
export function loadProto(
  files: readonly SchemaText[],
  read: ReadSchema,
  diagnostics: Diagnostics,
): readonly ProtoUnit[] {
  const units = new Map<string, ProtoUnit>();
  const given = new Map(files.map((file) => [file.path, file.text]));
  const load = (path: string, text: string, chain: readonly string[]): ProtoUnit => {
    const known = units.get(path);
    if (known !== undefined) return known;
    const source = new SourceFile(path, text);
    const own = new Diagnostics();
    const places = locate(source, own);
    const parsed = parse(source, own);
    diagnostics.take(own);
    const imports: ProtoUnit[] = [];
    const unit: ProtoUnit = { source, places, pkg: parsed?.package ?? '', root: parsed?.root, imports };
    units.set(path, unit);
    for (const { path: written, span } of places.imports) {
      const target = resolvePath(path, written);
      if ([...chain, path].includes(target)) {
        diagnostics.report('E_IMPORT', span, `import cycle: ${[...chain, path, target].join(' -> ')}`);
        continue;
      }
      const found = given.get(target) ?? read(target);
      if (found === undefined) diagnostics.report('E_IMPORT', span, `there is no schema \`${target}\``);
      else imports.push(load(target, found, [...chain, path]));
    }
    return unit;
  };
  for (const file of files) load(file.path, file.text, []);
  return [...units.values()];
}

/** protobufjs names a line at best; our own walk has usually said it better before. */
function parse(source: SourceFile, diagnostics: Diagnostics): protobuf.IParserResult | undefined {
  if (diagnostics.failed) return undefined;
  try {
    return protobuf.parse(source.text, new protobuf.Root(), { keepCase: true });
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    // Repeated names and numbers: checked with places of both.
    if (/^duplicate /.test(text)) return undefined;
    const line = Number(/\(line (\d+)\)/.exec(text)?.[1] ?? 1);
    const token = /illegal \w+ '([^']*)'/.exec(text)?.[1] ?? '';
    const column = Math.max(0, source.lineText(line).indexOf(token));
    const span = source.span(source.lineStart(line) + column, Math.max(1, token.length));
    diagnostics.report('E_SYNTAX', span, text.replace(/ \(line \d+\)/, ''));
    return undefined;
  }
}
