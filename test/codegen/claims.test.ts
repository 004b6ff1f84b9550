import assert from 'node:assert/strict';

import { readProgram } from '../../codegen/src/index.js';

const TABLES = 'table A { x: Uint32, }\ntable B { y: Uint32, }\narray Uint32 [byte; 4];\n';

/** A protocol in molecule whose `@protocol` says `keys` beside `max`. */
function mol(keys: string): string {
  return `/// @protocol ${keys} max=1KiB\nunion Root { A, B, }\n${TABLES}`;
}

function proto(keys: string): string {
  return `syntax = "proto3";\nmessage A { int32 a = 1; }\n/// @protocol ${keys} max=1KiB\nmessage Root { oneof it { A a = 1; } }\n`;
}

/** `place code message`, and where the first claim stands. */
function mistakes(files: Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics } = readProgram(Object.entries(files).map(([path, text]) => ({ path, text })));
  return diagnostics.map(({ file, line, code, message, related }) => {
    const notes = related.map((other) => ` (${other.file}:${other.line} ${other.message})`);
    return `${file}:${line} ${code} ${message}${notes.join('')}`;
  });
}

describe('the name of a protocol', () => {
  it('stands for one protocol in all schemas: the second place is wrong, the first one is shown', () => {
    const name = 'name="/demo/chat"';
    assert.deepEqual(mistakes({ 'b.proto': proto(name), 'a.mol': mol(name) }), [
      'b.proto:3 E_PROTOCOL a.mol has a protocol `/demo/chat` of version 1 as well (a.mol:1 first claimed here)',
    ]);
    assert.deepEqual(mistakes({ 'b.mol': mol(name), 'a.proto': proto(name) }), [
      'b.mol:1 E_PROTOCOL a.proto has a protocol `/demo/chat` of version 1 as well (a.proto:3 first claimed here)',
    ]);
  });

  it('may be shared by files whose versions differ: an old version that is still served', () => {
    const now = mol('name="/p" versions=["2", "3"]');
    assert.deepEqual(mistakes({ 'chat.mol': now, 'chat_v1.mol': mol('name="/p" versions=["1"]') }), []);
    assert.deepEqual(mistakes({ 'chat.mol': now, 'old.mol': mol('name="/p" versions=["1", "3"]') }), [
      'old.mol:1 E_PROTOCOL chat.mol has a protocol `/p` of version 3 as well (chat.mol:1 first claimed here)',
    ]);
  });

  it('is claimed once by the two roots of the two sides', () => {
    const sides = `/// @protocol name="/p" max=1KiB from=dialer\nunion Ask { A, }\n/// @protocol name="/p" from=listener\nunion Tell { B, }\n`;
    assert.deepEqual(mistakes({ 'a.mol': `${sides}${TABLES}` }), []);
  });

  it('is claimed once by a file that two others import', () => {
    const files = {
      'a.mol': 'import c;\ntable Uses { a: A, }\n',
      'b.mol': 'import c;\ntable Also { b: B, }\n',
      'c.mol': mol('name="/p"'),
    };
    assert.deepEqual(mistakes(files), []);
  });

  it('is one constant in a file, whatever the versions are', () => {
    const file = `syntax = "proto3";
message A { int32 a = 1; }
/// @protocol name="/p" max=1KiB
message Root { oneof it { A a = 1; } }
/// @protocol name="/p" versions=["2"] max=1KiB
service Calc { rpc Add(A) returns (A); }
`;
    assert.deepEqual(mistakes({ 'a.proto': file }), [
      'a.proto:5 E_PROTOCOL there is another protocol `/p` (a.proto:3 first claimed here)',
    ]);
  });
});
