import assert from 'node:assert/strict';

import { compile, type Diagnostic } from '../../codegen/src/index.js';

/** The one mistake of a schema. */
function mistake(text: string, path = 'a.mol'): Diagnostic {
  const { diagnostics } = compile([{ path, text }]);
  assert.equal(diagnostics.length, 1, JSON.stringify(diagnostics, undefined, 2));
  return diagnostics[0]!;
}

/** A protocol with `keys`, of a message without limits to warn about. */
function protocol(keys: string): string {
  return `/// @protocol name="/x" ${keys}\ntable T {}\n`;
}

describe('the versions of a protocol', () => {
  const refused = (versions: string): Diagnostic => mistake(protocol(`versions=${versions} max=1KiB`));

  it('ascend bytewise, as peers compare them', () => {
    for (const versions of [
      '["1"]',
      '["1","2"]',
      '["09","10"]',
      '["9","9.1"]',
      '["10","9"]',
      '["1.0", "1.1"]',
    ]) {
      assert.deepEqual(
        compile([{ path: 'a.mol', text: protocol(`versions=${versions} max=1`) }]).diagnostics,
        [],
      );
    }
  });

  it('that ascend as numbers only are refused, with a way out', () => {
    const { code, column, length, message, hint } = refused('["9","10"]');
    assert.deepEqual([code, column, length], ['E_ANNOTATION_VALUE', 25, 'versions=["9","10"]'.length]);
    assert.equal(message, 'version "10" stands behind "9", but is lower: peers compare versions as text');
    assert.equal(hint, 'write ["09","10"]; where peers speak "9" already, go on with "9.1"');
  });

  it('that descend are refused, with the list in order', () => {
    assert.equal(refused('["2","1"]').hint, 'lowest first as text: ["1","2"]');
    assert.equal(refused('["b","a","c"]').hint, 'lowest first as text: ["a","b","c"]');
    // U+FF5E is above U+1F600 in UTF-16, and below it in bytes.
    assert.equal(refused('["\u{1f600}","\uff5e"]').hint, 'lowest first as text: ["\uff5e","\u{1f600}"]');
  });

  it('are listed once each', () => {
    assert.equal(refused('["1","1"]').message, 'version "1" is listed twice');
  });
});
