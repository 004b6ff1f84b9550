import assert from 'node:assert/strict';

import { Random } from '../../codegen/src/values/prng.js';
import { evolve } from './evolve.js';

const SEED = Number(process.env['SEED'] ?? 20_240_117);
const CHANGES = 25;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
}

interface Decl {
  readonly kind: 'table' | 'struct' | 'union';
  readonly name: string;
  readonly fields: Field[];
}

const FIXED = ['Bool', 'Uint8', 'Uint16', 'Int32', 'Uint32', 'Uint64', 'Byte4'];

/** One schema, and the same with one change somewhere. */
class Schemas {
  readonly #random: Random;
  #names = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  make(): readonly Decl[] {
    const record = (kind: Decl['kind'], name: string): Decl => {
      const fields = Array.from({ length: 1 + this.#random.below(4) }, () => this.#field(kind));
      return { kind, name, fields };
    };
    const items = ['A', 'B', 'S'].map((type) => ({ name: type, type, doc: '' }));
    const root: Decl = {
      kind: 'table',
      name: 'T',
      fields: [{ name: 'u', type: 'U', doc: '' }, this.#field('table')],
    };
    return [
      root,
      record('table', 'A'),
      record('table', 'B'),
      record('struct', 'S'),
      { kind: 'union', name: 'U', fields: items },
    ];
  }

  change(decls: readonly Decl[]): readonly Decl[] {
    const target = this.#random.pick(decls);
    const fields = [...target.fields];
    const at = this.#random.below(fields.length);
    const other = this.#random.below(fields.length);
    const choice = target.kind === 'union' ? 0 : this.#random.below(6);
    if (choice === 0) [fields[at], fields[other]] = [fields[other]!, fields[at]!];
    else if (choice === 1) fields.splice(at, 0, this.#field(target.kind));
    else if (choice === 2) fields.push(this.#field(target.kind));
    else if (choice === 3) fields[at] = { ...fields[at]!, name: this.#name() };
    else if (choice === 4 && fields.length > 1) fields.splice(at, 1);
    else fields[at] = { ...this.#field(target.kind), name: fields[at]!.name };
    return decls.map((decl) => (decl === target ? { ...decl, fields } : decl));
  }

  #name(): string {
    return `f${this.#names++}`;
  }

  #field(kind: Decl['kind']): Field {
    const name = this.#name();
    const choice = kind === 'struct' ? 0 : this.#random.below(4);
    if (choice === 1) return { name, type: 'Uint32Opt', doc: '' };
    if (choice === 2) return { name, type: this.#random.pick(['Uint32s', 'Uint64s']), doc: '/// @max 5\n' };
    if (choice === 3) return { name, type: 'Bytes', doc: '/// @maxlen 9\n' };
    return { name, type: this.#random.pick(FIXED), doc: '' };
  }
}

function text(decls: readonly Decl[]): string {
  return decls
    .map(({ kind, name, fields }) => {
      const members = fields.map((field) =>
        kind === 'union' ? `${field.type},` : `${field.doc}${field.name}: ${field.type},`,
      );
      return `${kind} ${name} {\n${members.join('\n')}\n}`;
    })
    .join('\n');
}

describe('random changes of a molecule schema', () => {
  it(`do nothing that the rules do not say (SEED=${SEED})`, async () => {
    let worse = 0;
    for (let seed = SEED; seed < SEED + CHANGES; seed++) {
      const schemas = new Schemas(seed);
      const old = schemas.make();
      const { report } = await evolve(text(old), text(schemas.change(old)), { seed, values: 100 });
      for (const { code, contradiction } of report.findings) {
        assert.ok(!contradiction?.startsWith('by the rules'), `seed ${seed}: ${code} ${contradiction}`);
      }
      if (!report.ok) worse++;
    }
    assert.ok(worse > CHANGES / 4 && worse < CHANGES, `${worse} of ${CHANGES} changes broke something`);
  });
});
