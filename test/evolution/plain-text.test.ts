import assert from 'node:assert/strict';

import { strangeness, withPlainTexts } from '../../codegen/src/evolution/plain-text.js';
import { evolve, evolveProto } from './evolve.js';

describe('texts in counterexamples', () => {
  it('are plain where plain ones show the same', async () => {
    const fields = (...names: readonly string[]): string =>
      `table T { ${names.map((name) => `\n/// @maxlen 20 @utf8\n${name}: Bytes,`).join('')} }`;
    const { one } = await evolve(fields('a', 'b'), fields('b', 'a'));
    const { counterexample } = one('FIELD_ORDER');
    assert.equal(strangeness([counterexample!.old, counterexample!.new]), 0);
    assert.doesNotMatch(JSON.stringify(counterexample), /\\u/);
  });

  it('are plain in messages of messages, too', async () => {
    const holder = (number: number): string =>
      `message T { In in = 1; }\nmessage In { int32 n = 5; oneof o {\n/// @maxlen 9\nstring s = ${number}; } }`;
    const { report } = await evolveProto(holder(1), holder(2));
    const shown = report.findings.flatMap(({ counterexample }) => counterexample ?? []);
    assert.ok(shown.length > 0);
    assert.equal(strangeness(shown.map(({ old, new: new_ }) => [old, new_])), 0);
  });

  it('keep their length, and everything around them stays', () => {
    const value = {
      type: 'Say',
      value: {
        text: 'a\u{1f600}é\u0000!',
        list: ['\ufeff', 'b'],
        n: 1n,
        raw: Uint8Array.of(0),
        none: undefined,
      },
      map: new Map<unknown, unknown>([
        ['\u0001', '中'],
        [2, null],
      ]),
    };
    const plain = withPlainTexts(value);
    assert.deepEqual(plain, {
      ...value,
      value: { ...value.value, text: 'aaaaaaaa!', list: ['aaa', 'b'] },
      map: new Map<unknown, unknown>([
        ['a', 'aaa'],
        [2, null],
      ]),
    });
    assert.equal(strangeness(value), 6);
    assert.equal(strangeness(plain), 0);
  });
});
