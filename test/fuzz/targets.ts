/** What is fuzzed: every decoder in `generated/`, with the schema that it was made from. */
import { fileURLToPath } from 'node:url';

import { readSchemas } from '../../codegen/src/cli/schema-files.js';
import type { Lookup, Schema, TypeDecl } from '../../codegen/src/ir/model.js';
import type { LoadedCodec } from '../../codegen/src/load/load-codecs.js';
import { readProgram } from '../../codegen/src/read-program.js';
import { producibleCodes } from './producible.js';

export interface Target {
  /** Stem of the schema and name of the type: `discovery.Nodes`. */
  readonly name: string;
  readonly format: Schema['format'];
  readonly decl: TypeDecl;
  readonly lookup: Lookup;
  readonly codec: LoadedCodec;
  /** Error codes that some input of a few KiB must bring up. */
  readonly producible: ReadonlySet<string>;
}

/** All decoders, sorted by schema. */
export async function allTargets(): Promise<readonly Target[]> {
  const { program } = readProgram(
    await readSchemas(fileURLToPath(new URL('../../schemas', import.meta.url))),
  );
  if (program === undefined) throw new Error('the schemas have mistakes: run `npm run gen`');
  const found: Target[] = [];
  for (const schema of program.schemas) {
    const { href } = new URL(`../../generated/${schema.stem}.js`, import.meta.url);
    const codecs = (await import(href)) as Readonly<Record<string, LoadedCodec>>;
    const lookup = program.lookup(schema);
    for (const decl of schema.types) {
      if (decl.kind === 'enum') continue;
      const name = `${schema.stem}.${decl.name}`;
      const codec = codecs[decl.name];
      if (codec === undefined) throw new Error(`generated/ has no codec ${name}: run \`npm run gen\``);
      const { format } = schema;
      found.push({ name, format, decl, lookup, codec, producible: producibleCodes(format, decl, lookup) });
    }
  }
  return found;
}

/** The target of that name; the name of the type is enough. Throws if there is none. */
export function targetNamed(targets: readonly Target[], name: string): Target {
  const target = targets.find((each) => each.name === name || each.decl.name === name);
  if (target === undefined) throw new Error(`no decoder is called ${name}`);
  return target;
}

/** Ways to read the encoding: molecule can be strict. */
export function modesOf(target: Target): readonly ('strict' | 'compatible')[] {
  return target.format === 'molecule' ? ['strict', 'compatible'] : ['compatible'];
}
