import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';
import type { ReadSchema, SchemaText } from '../../codegen/src/index.js';
import { typeName } from '../../codegen/src/ir/names.js';
import { loadMolecule, type Scope, scopeOf } from '../../codegen/src/mol/loader.js';
import type { Codec } from '../../src/wire/index.js';
import { codecOf, loadGenerated } from '../codegen/load-generated.js';
import type { Seeded } from '../codegen/seeded.js';

const SCHEMAS = new URL('../../schemas/', import.meta.url);

/** The official test schema. */
export const TYPES = fileURLToPath(new URL('../vectors/molecule/types.mol', import.meta.url));

/** A type of a schema under test. */
export interface Subject {
  /** `schema.Type` */
  readonly name: string;
  readonly type: string;
  readonly codec: Codec<unknown>;
  readonly scope: Scope;
}

export interface Subjects {
  readonly all: readonly Subject[];
  remove(): Promise<void>;
}

/** Every type of a schema, and of those it imports, with its generated codec. Throws when the schema is wrong. */
export async function loadSubjects(file: SchemaText, read: ReadSchema): Promise<Subjects> {
  const generated = await loadGenerated([file], { unboundedDefault: true, read });
  const [root] = loadMolecule([file], read, new Diagnostics());
  const scope = scopeOf(root!, new Diagnostics());
  const all = [...scope].map(([type, { unit }]): Subject => {
    const codec = codecOf(generated.codecs(unit.source.stem), typeName(type));
    return { name: `${root!.source.stem}.${type}`, type, codec, scope };
  });
  return { all, remove: () => generated.remove() };
}

/**
 * The types of the official test schema (`types`) and of schemas of this repository. Limits and `@utf8` are left
 * out, which only our codecs know; `@since` stays.
 */
export async function subjects(stems: readonly string[]): Promise<Subjects> {
  const loaded: Subjects[] = [];
  for (const stem of stems) {
    const text = readFileSync(stem === 'types' ? TYPES : new URL(`${stem}.mol`, SCHEMAS), 'utf8');
    const plain = text.replace(/\/\/\/(?!.*@since).*$/gm, '');
    loaded.push(await loadSubjects({ path: `${stem}.mol`, text: plain }, () => undefined));
  }
  return {
    all: loaded.flatMap(({ all }) => all),
    remove: async () => {
      await Promise.all(loaded.map((each) => each.remove()));
    },
  };
}

/** The molecule schemas of this repository. */
export function ownSchemas(): readonly string[] {
  const files = readdirSync(SCHEMAS).filter((file) => file.endsWith('.mol'));
  return files.map((file) => file.replace(/\.mol$/, '')).sort();
}

/** Any of them, arrays less often: they have no headers, and many declarations are arrays. */
export function pick(random: Seeded, subjects: Subjects): Subject {
  const found = subjects.all[random.below(subjects.all.length)]!;
  const { kind } = found.scope.get(found.type)!.decl;
  return kind === 'array' && random.below(4) !== 0 ? pick(random, subjects) : found;
}
