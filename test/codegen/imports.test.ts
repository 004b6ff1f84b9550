import assert from 'node:assert/strict';

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
