/**
 * What is fuzzed, with the schema that it was made from: every decoder in `generated/`, and the views there; and since
 * hardly any message there is lazy, the views of `test/generated/`.
 */
import { fileURLToPath } from 'node:url';

import { readSchemas } from '../../codegen/src/cli/schema-files.js';
import type { Lookup, Program, Schema, TypeDecl } from '../../codegen/src/ir/model.js';
import { type Arrivals, arrivalsOf } from '../../codegen/src/emit/arrival.js';
import { type Views, viewsOf } from '../../codegen/src/emit/view-type.js';
import type { LoadedCodec } from '../../codegen/src/load/load-codecs.js';
import { readProgram } from '../../codegen/src/read-program.js';
import { producibleCodes } from './producible.js';

export interface Target {
  /** Stem of the schema and name of the decoder: `discovery.Nodes`. */
  readonly name: string;
  /** Name of the decoder: that of the type, or of its view. */
  readonly type: string;
  readonly format: Schema['format'];
  readonly decl: TypeDecl;
  readonly lookup: Lookup;
  /** The codec of the type, which knows what is right. */
  readonly codec: LoadedCodec;
  /** What is tested, if it is not the codec itself. */
  readonly view: View | undefined;
  /** Error codes that some input of a few KiB must bring up. */
  readonly producible: ReadonlySet<string>;
}

/** A decoder that gives a view, or a union of views and values. */
export interface View {
  decode: LoadedCodec['decode'];
  decodeRange(bytes: Uint8Array, start: number, end: number, strict: boolean): unknown;
  /** It makes a view and nothing else: what it allocates does not depend on its input. */
  readonly isLazy: boolean;
}

type Module = Readonly<Record<string, unknown>>;

/** All decoders, sorted by schema; plain ones first. */
export async function allTargets(): Promise<readonly Target[]> {
  const own = await targetsOf('schemas', 'generated');
  const tested = await targetsOf('test/schemas', 'test/generated');
  return [...own.plain, ...own.views, ...tested.views];
}

interface Found {
  readonly plain: readonly Target[];
  readonly views: readonly Target[];
}

async function targetsOf(schemas: string, generated: string): Promise<Found> {
  const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
  const { program } = readProgram(await readSchemas(fileURLToPath(root(schemas))));
  if (program === undefined) throw new Error(`${schemas}/ has mistakes: run \`npm run gen\``);
  const views = viewsOf(program);
  const arrivals = arrivalsOf(program, views);
  const plain: Target[] = [];
  const viewed: Target[] = [];
  for (const schema of program.schemas) {
    const module = (await import(root(`${generated}/${schema.stem}.js`).href)) as Module;
    for (const decl of schema.types) {
      if (decl.kind === 'enum') continue;
      const target = plainTarget(decl, schema, program, module);
      plain.push(target);
      viewed.push(...viewTargets(target, module, views, arrivals));
    }
  }
  return { plain, views: viewed };
}

function plainTarget(decl: TypeDecl, schema: Schema, program: Program, module: Module): Target {
  const { stem, format } = schema;
  const codec = required(module, decl.name, stem) as LoadedCodec;
  const lookup = program.lookup(schema);
  const producible = producibleCodes(format, decl, lookup);
  const name = `${stem}.${decl.name}`;
  return { name, type: decl.name, format, decl, lookup, codec, view: undefined, producible };
}

/** What else decodes the type. */
function viewTargets(plain: Target, module: Module, views: Views, arrivals: Arrivals): readonly Target[] {
  const { decl } = plain;
  const [stem] = plain.name.split('.') as [string];
  const viewOf = (type: string, isLazy: boolean): Target => {
    const decoder = required(module, type, stem) as Omit<View, 'isLazy'>;
    return { ...plain, name: `${stem}.${type}`, type, view: { ...decoder, isLazy } };
  };
  const found: Target[] = [];
  if (decl.kind === 'record' && decl.lazy === true) found.push(viewOf(views.name(decl), true));
  if (arrivals.has(decl)) found.push(viewOf(arrivals.name(decl), false));
  return found;
}

function required(module: Module, name: string, stem: string): unknown {
  const found = module[name];
  if (found === undefined) throw new Error(`the generated ${stem} has no ${name}: run \`npm run gen\``);
  return found;
}

/** The target of that name; the name of the type is enough. Throws if there is none. */
export function targetNamed(targets: readonly Target[], name: string): Target {
  const target = targets.find((each) => each.name === name || each.type === name);
  if (target === undefined) throw new Error(`no decoder is called ${name}`);
  return target;
}

/** Ways to read the encoding: molecule can be strict. */
export function modesOf(target: Target): readonly ('strict' | 'compatible')[] {
  return target.format === 'molecule' ? ['strict', 'compatible'] : ['compatible'];
}
