import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';
import { loadMolecule, scopeOf } from '../../codegen/src/mol/loader.js';
import { MoleculeReference } from '../reference/molecule.js';
import { check, type Header, type Vector } from '../vectors/schemas/replay.js';

const SCHEMAS = new URL('../../schemas/', import.meta.url);
const VECTORS = new URL('../vectors/schemas/', import.meta.url);

const CLASSES: Readonly<Record<string, string>> = {
  E_WIRE_TOTAL_SIZE: 'TotalSizeNotMatch',
  E_WIRE_HEADER: 'HeaderIsBroken',
  E_WIRE_UNKNOWN_ITEM: 'UnknownItem',
  E_WIRE_OFFSETS: 'OffsetsNotMatch',
  E_WIRE_FIELD_COUNT: 'FieldCountNotMatch',
  E_WIRE_VALUE: 'BoolValue',
  // The reference reader knows neither limits nor text: to it these bytes are well-formed.
  E_WIRE_LIMIT: 'ok',
  E_WIRE_UTF8: 'ok',
};

describe('golden vectors of molecule schemas agree with a plain reader', () => {
  for (const name of readdirSync(SCHEMAS).filter((file) => file.endsWith('.mol'))) {
    it(name, () => {
      const text = readFileSync(new URL(name, SCHEMAS), 'utf8');
      const read = (path: string): string => readFileSync(new URL(path, SCHEMAS), 'utf8');
      const [unit] = loadMolecule([{ path: name, text }], read, new Diagnostics());
      const reference = new MoleculeReference(scopeOf(unit!, new Diagnostics()));
      const lines = readFileSync(new URL(name.replace('.mol', '.jsonl'), VECTORS), 'utf8')
        .trimEnd()
        .split('\n');
      const { types } = JSON.parse(lines[0]!) as Header;
      // To the reference reader text is bytes. Forms stand behind a colon, names of fields in front of it.
      const forms = JSON.stringify(types).replaceAll(':"text"', ':"bytes"');
      const bytesOnly = JSON.parse(forms) as Header['types'];
      let compared = 0;
      for (const vector of lines.slice(1).map((line) => JSON.parse(line) as Vector)) {
        const { type, hex, error, strict } = vector;
        if (hex === undefined) continue;
        const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
        for (const compatible of [false, true]) {
          const code = error ?? (compatible ? undefined : strict);
          const verdict = reference.verdict(type, bytes, { compatible, bool: true, since: true });
          assert.equal(verdict, code === undefined ? 'ok' : CLASSES[code], `${type} ${vector.name}`);
          compared++;
        }
        if (error === undefined) compareValue(vector, reference, bytesOnly, types);
      }
      assert.ok(compared > 20, `${compared}`);
    });
  }

  /** The value in the vector is what the reference reader finds in its bytes. */
  function compareValue(
    vector: Vector,
    reference: MoleculeReference,
    bytesOnly: Header['types'],
    types: Header['types'],
  ): void {
    const { type, value, hex, encoded } = vector;
    const plain = { ...vector, value: textAsHex({ type }, value, types) };
    const options = { bool: true, since: true };
    check(
      plain,
      {
        encode: () => Uint8Array.from(Buffer.from(encoded ?? hex!, 'hex')),
        decode: (bytes, { strict = false } = {}) => {
          if (strict && vector.strict !== undefined) {
            throw Object.assign(new Error(), { name: 'WireError', code: vector.strict });
          }
          return reference.read(type, Uint8Array.from(bytes), { ...options, compatible: !strict });
        },
      },
      bytesOnly,
    );
  }
});

/** The JSON form of a value with its texts as hex. */
function textAsHex(form: Header['types'][string], json: unknown, types: Header['types']): unknown {
  if (form === 'text') return `0x${Buffer.from(json as string).toString('hex')}`;
  if (typeof form === 'string') return json;
  if ('type' in form) return textAsHex(types[form.type]!, json, types);
  if ('option' in form) return json === null ? null : textAsHex(form.option, json, types);
  if ('list' in form) return (json as readonly unknown[]).map((item) => textAsHex(form.list, item, types));
  const fields = json as Readonly<Record<string, unknown>>;
  if ('union' in form) {
    const { type } = fields as { readonly type: string };
    return { type, value: textAsHex(form.union[type]!, fields['value'], types) };
  }
  assert.ok('record' in form, 'molecule has no maps');
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, textAsHex(form.record[name]!, value, types)]),
  );
}
