import assert from 'node:assert/strict';

import { type Extensible, type Extension, getExtension, setExtension } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';
import { TWO } from './protobuf-schemas.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('proto2 extensions', () => {
  let generated: Generated;
  before(async () => {
    generated = await loadGenerated([{ path: 'two.proto', text: TWO }]);
  });
  after(() => generated.remove());

  const decode = (bytes: string): Extensible =>
    codecOf(generated.codecs('two'), 'Base').decode(hex(bytes)) as Extensible;
  const encode = (message: Extensible): string =>
    Buffer.from(codecOf(generated.codecs('two'), 'Base').encode(message)).toString('hex');
  const extension = (name: string): Extension<Extensible, unknown> & { readonly fallback?: unknown } =>
    (generated.codecs('two') as Readonly<Record<string, unknown>>)[name] as Extension<Extensible, unknown>;

  it('have a constant each, called by its place in the schema', () => {
    const found = ['number$', 'note', 'list', 'inner', 'scopeKind', 'scopeInners'].map(extension);
    assert.deepEqual(
      found.map(({ name, number }) => [name, number]),
      [
        ['test.two.number', 100],
        ['test.two.note', 101],
        ['test.two.list', 102],
        ['test.two.inner', 103],
        ['test.two.Scope.kind', 150],
        ['test.two.Scope.inners', 1000],
      ],
    );
    assert.equal(extension('note').fallback, 'none');
  });

  it('are read from what the message keeps', () => {
    const message = decode('0801' + 'a00605' + 'aa060161' + 'b206020103' + 'ba06020802' + 'b00903');
    assert.deepEqual(
      ['number$', 'note', 'list', 'inner', 'scopeKind', 'scopeInners'].map((name) =>
        getExtension(message, extension(name)),
      ),
      [5, 'a', [-1, -2], { x: 1, next: undefined }, 3, []],
    );
    const empty = decode('0801');
    assert.deepEqual(
      [getExtension(empty, extension('note')), getExtension(empty, extension('list'))],
      [undefined, []],
    );
  });

  it('follow the rules of fields: last wins, messages merge, closed enums stay closed, limits hold', () => {
    assert.equal(getExtension(decode('a00605a00606'), extension('number$')), 6);
    assert.deepEqual(getExtension(decode('ba06020802' + 'ba060412020804'), extension('inner')), {
      x: 1,
      next: { x: 2, next: undefined },
    });
    assert.equal(getExtension(decode('b00909'), extension('scopeKind')), undefined);
    assert.throws(() => getExtension(decode('b20606010101010101'), extension('list')), {
      code: 'E_WIRE_LIMIT',
    });
    assert.throws(() => getExtension(decode('ba0600'), extension('inner')), { code: 'E_WIRE_REQUIRED' });
    assert.throws(() => getExtension(decode('c23e00'), extension('scopeInners')), {
      code: 'E_WIRE_REQUIRED',
    });
    assert.throws(() => getExtension(decode('aa0601ff'), extension('note')), { code: 'E_WIRE_UTF8' });
  });

  it('are set, replaced and taken out; everything else stays', () => {
    const message = decode('0801' + 'a00605' + 'f80f07' + 'a00606');
    setExtension(message, extension('note'), 'ab');
    assert.equal(encode(message), '0801' + 'a00605' + 'f80f07' + 'a00606' + 'aa06026162');
    setExtension(message, extension('number$'), -1);
    assert.equal(encode(message), '0801' + 'f80f07' + 'aa06026162' + 'a006ffffffffffffffffff01');
    setExtension(message, extension('note'), undefined);
    setExtension(message, extension('number$'), undefined);
    setExtension(message, extension('list'), []);
    assert.equal(encode(message), '0801' + 'f80f07');
    const fresh = decode('');
    setExtension(fresh, extension('note'), undefined);
    assert.equal(fresh.$unknown, undefined);
  });

  it('check what they are given', () => {
    const message = decode('0801');
    const refused: readonly (readonly [string, unknown, string])[] = [
      ['number$', 'x', 'E_WIRE_VALUE'],
      ['note', 'x'.repeat(21), 'E_WIRE_LIMIT'],
      ['list', [1, 2, 3, 4, 5, 6], 'E_WIRE_LIMIT'],
      ['scopeKind', 9, 'E_WIRE_VALUE'],
      ['inner', {}, 'E_WIRE_VALUE'],
    ];
    for (const [name, value, code] of refused) {
      assert.throws(() => setExtension(message, extension(name), value), { name: 'WireError', code });
    }
    assert.equal(encode(message), '0801');
  });
});
