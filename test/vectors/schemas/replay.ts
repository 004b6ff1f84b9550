// Golden vectors by tentacle-ts-codegen 0.1.0. Do not edit.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** One line of a file of vectors. */
export interface Vector {
  readonly type: string;
  readonly name: string;
  /** What `hex` is read as; without `hex`, what an encoder must refuse with `error`. */
  readonly value?: unknown;
  readonly hex?: string;
  /** What `value` is written as, if that is not `hex`. */
  readonly encoded?: string;
  /** Every reader refuses `hex` with it. */
  readonly error?: string;
  /** Only a strict reader, or only a compatible one, refuses `hex` with it. */
  readonly strict?: string;
  readonly compatible?: string;
}

/** The first line: what the fields of values are. */
export interface Header {
  readonly schema: string;
  readonly types: Readonly<Record<string, Form>>;
}

export type Form =
  | string
  | { readonly list: Form }
  | { readonly map: readonly [Form, Form] }
  | { readonly option: Form }
  | { readonly record: Readonly<Record<string, Form>> }
  | { readonly union: Readonly<Record<string, Form>> }
  | { readonly type: string };

/** What is called of a generated codec. */
export interface AnyCodec {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array, options?: { readonly strict?: boolean }): unknown;
}

/** Declares a test for every type of the file. */
export function replay(file: URL, codecs: Readonly<Record<string, unknown>>): void {
  const [first, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const header = JSON.parse(first!) as Header;
  const byType = new Map<string, Vector[]>();
  for (const line of lines) {
    const vector = JSON.parse(line) as Vector;
    byType.set(vector.type, [...(byType.get(vector.type) ?? []), vector]);
  }
  describe(`golden vectors of ${header.schema}`, () => {
    for (const [type, vectors] of byType) {
      it(`${type}: ${vectors.length} vector${vectors.length === 1 ? '' : 's'}`, () => {
        for (const vector of vectors) check(vector, codecs[type] as AnyCodec, header.types);
      });
    }
  });
}

/** Fails if the codec does not do what the vector says. */
export function check(vector: Vector, codec: AnyCodec, types: Header['types']): void {
  const { type, name, value, hex, encoded = hex, error } = vector;
  if (hex === undefined) {
    const wrong = valueOf({ type }, value, types);
    assert.equal(
      codeOf(() => codec.encode(wrong)),
      error,
      name,
    );
    return;
  }
  for (const compatible of [false, true]) {
    const code = error ?? (compatible ? vector.compatible : vector.strict);
    const read = (): unknown => codec.decode(fromHex(hex), { strict: !compatible });
    if (code !== undefined) assert.equal(codeOf(read), code, name);
    else assert.deepEqual(read(), valueOf({ type }, value, types), name);
  }
  if (value === undefined) return;
  assert.equal(toHex(codec.encode(valueOf({ type }, value, types))), encoded, name);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    const { name, code } = thrown as { readonly name: string; readonly code?: string };
    return name === 'WireError' ? String(code) : String(thrown);
  }
  return 'no error';
}

/** The value in its JSON form. */
function valueOf(form: Form, json: unknown, types: Header['types']): unknown {
  if (typeof form === 'string') return scalarOf(form, json);
  if ('type' in form) return valueOf(types[form.type]!, json, types);
  if ('option' in form) return json === null ? undefined : valueOf(form.option, json, types);
  if ('list' in form) return (json as readonly unknown[]).map((item) => valueOf(form.list, item, types));
  if ('map' in form) {
    const [key, value] = form.map;
    const pairs = json as readonly (readonly [unknown, unknown])[];
    return new Map(pairs.map((pair) => [valueOf(key, pair[0], types), valueOf(value, pair[1], types)]));
  }
  const fields = json as Readonly<Record<string, unknown>>;
  if ('union' in form) {
    const { type } = fields as { readonly type: string };
    return { type, value: valueOf(form.union[type]!, fields['value'], types) };
  }
  const value: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(form.record)) {
    value[name] = name in fields ? valueOf(inner, fields[name], types) : undefined;
  }
  return value;
}

function scalarOf(form: string, json: unknown): unknown {
  if (form === 'bigint') return BigInt(json as string);
  // 'NaN', 'Infinity', '-Infinity' and '-0' stand in strings.
  if (form === 'float') return Number(json);
  return form === 'bytes' ? fromHex((json as string).slice(2)) : json;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
