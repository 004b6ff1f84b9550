import assert from 'node:assert/strict';

import { compile } from '../../codegen/src/index.js';
import { codecOf, loadGenerated } from './load-generated.js';

describe('schemas that import others', () => {
  it('molecule: types of the other file are read and written by its functions', async () => {
    const generated = await loadGenerated([
      { path: 'a.mol', text: 'import b;\ntable A { s: S, t: T, u: U, }\nunion U { S, T, }\n' },
      { path: 'b.mol', text: 'struct S { x: byte, }\ntable T { x: byte, }\n' },
    ]);
    const codec = codecOf(generated.codecs('a'), 'A');
    const value = { s: { x: 1 }, t: { x: 2 }, u: { type: 'T', value: { x: 3 } } };
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    await generated.remove();
  });

  it('molecule: a file that two others import, from folders above and below', async () => {
    const generated = await loadGenerated(
      [{ path: 'x/main.mol', text: 'import ../left; import y/right; table T { l: L, r: R, s: S, }' }],
      {
        unboundedDefault: true,
        read: (path) =>
          ({
            'left.mol': 'import x/y/shared; vector L <S>;',
            'x/y/right.mol': 'import shared; option R (S);',
            'x/y/shared.mol': 'struct S { x: byte, y: byte, }',
          })[path],
      },
    );
    const codec = codecOf(generated.codecs('main'), 'T');
    const value = { l: [{ x: 1, y: 2 }], r: { x: 3, y: 4 }, s: { x: 5, y: 6 } };
    const bytes = codec.encode(value);
    assert.equal(Buffer.from(bytes).toString('hex'), '1a00000010000000160000001800000001000000010203040506');
    assert.deepEqual(codec.decode(bytes), value);
    assert.deepEqual(codecOf(generated.codecs('shared'), 'S').encode(value.s), Uint8Array.of(5, 6));
    await generated.remove();
  });

  it('protobuf: messages and enums of the other file', async () => {
    const generated = await loadGenerated([
      {
        path: 'a.proto',
        text: 'syntax = "proto3";\nimport "b.proto";\nmessage A { p.B b = 1; p.E e = 2; }\n',
      },
      {
        path: 'b.proto',
        text: 'syntax = "proto3";\npackage p;\nmessage B { int32 x = 1; }\nenum E { Z = 0; }\n',
      },
    ]);
    const codec = codecOf(generated.codecs('a'), 'A');
    const value = { b: { x: 1 }, e: 7 };
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    await generated.remove();
  });
});

describe('a molecule import that is not there', () => {
  const hint = (path: string, text: string, ...others: readonly string[]): string | undefined => {
    const files = others.map((other) => ({ path: other, text: 'table Other { x: byte, }' }));
    const { diagnostics } = compile([{ path, text: `${text}\ntable T { a: byte, }` }, ...files]);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['E_IMPORT'],
    );
    return diagnostics[0]!.hint;
  };

  it('is nearly the name of another file, as one writes it there', () => {
    assert.equal(hint('imp/main.mol', 'import commom;', 'imp/common.mol'), 'did you mean `common`?');
    assert.equal(hint('main.mol', 'import imp/commom;', 'imp/common.mol'), 'did you mean `imp/common`?');
    assert.equal(hint('a/b/main.mol', 'import ../commom;', 'a/common.mol'), 'did you mean `../common`?');
  });

  it('is never the file itself, what imports it, or what no import can name', () => {
    assert.equal(hint('import.mol', 'import nothere;'), undefined);
    assert.equal(hint('mian.mol', 'import main;'), undefined);
    assert.equal(hint('x.mol', 'import comm_n;', 'comm-n.mol'), undefined);
    const { diagnostics } = compile([
      { path: 'first.mol', text: 'import second;\ntable A { x: byte, }' },
      { path: 'second.mol', text: 'import fist;\ntable B { x: byte, }' },
    ]);
    assert.deepEqual(
      diagnostics.map(({ code, hint: near }) => [code, near]),
      [['E_IMPORT', undefined]],
    );
  });
});
