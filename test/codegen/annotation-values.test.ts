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

describe('values that an annotation does not take', () => {
  const hint = (text: string, path?: string): string | undefined => mistake(text, path).hint;
  const limited = (rule: string): Diagnostic => {
    const text = `vector Bytes <byte>;\ntable T {\n/// ${rule}\na: Bytes, }`;
    const { diagnostics } = compile([{ path: 'a.mol', text }]);
    return diagnostics[0]!;
  };
  const asked = (reply: string): Diagnostic =>
    mistake(
      `/// @protocol name="/x" max=64\nunion U {\n/// @reply B ${reply}\nA, B, }\ntable A {}\ntable B {}`,
    );
  const called = (rules: string): Diagnostic =>
    mistake(
      `syntax = "proto3";\nmessage M {}\n/// @protocol name="/x" max=64\n` +
        `service S {\n/// ${rules}\nrpc a(M) returns (M); }`,
      'a.proto',
    );

  it('sizes have a range, and binary units', () => {
    assert.equal(hint(protocol('max=4GiB')), 'at most 4294967295, one less than 4GiB');
    assert.equal(hint(protocol('max=4KB')), 'did you mean `4KiB`?');
    assert.equal(hint(protocol('max=some')), undefined);
    assert.equal(limited('@maxlen 99999999999999999999').hint, 'at most 4294967295');
    assert.equal(limited('@maxlen 1KB').hint, 'did you mean `1KiB`?');
    assert.equal(limited('@maxlen 1m').hint, 'did you mean `1MiB`?');
    assert.equal(limited('@maxlen 1 2').hint, 'one is enough');
    assert.equal(called('@id 4294967296').hint, 'at most 4294967295');
  });

  it('a protocol whose messages have no byte is refused', () => {
    const { severity, hint: why } = mistake(protocol('max=0'));
    assert.deepEqual([severity, why], ['error', 'at least 1: no message would fit']);
  });

  it('times have a range, and units', () => {
    const range = 'from 1ms to 2147483647ms, which is a little more than 596h';
    for (const time of ['999999h', '0s']) {
      assert.equal(asked(`timeout=${time}`).message, '`timeout` takes a time such as 30s');
      assert.equal(asked(`timeout=${time}`).hint, range);
      assert.equal(called(`@timeout ${time}`).hint, range);
    }
    assert.equal(asked('timeout=30').hint, 'the units are ms, s, min and h');
  });

  it('rates have a range, and a time', () => {
    assert.equal(called('@rate 0/s').hint, 'from 1 to 1000000 messages');
    assert.equal(called('@rate 1000001/s').hint, 'from 1 to 1000000 messages');
    assert.equal(called('@rate 9/5m').hint, 'the units are ms, s, min and h');
  });

  it('keys of a reply are named', () => {
    assert.equal(asked('tiemout=3s').hint, 'did you mean `timeout`?');
    assert.equal(asked('by=1').message, '`by` takes the name of a field that request and answer have');
  });

  it('spaces around = are the mistake, not what is missing then', () => {
    for (const name of ['name = "/x"', 'name= "/x"', 'name ="/x"']) {
      const { message, hint: form, length } = mistake(`/// @protocol ${name} max=1\ntable T {}`);
      assert.equal(message, 'there are no spaces around the `=` of `name`');
      assert.deepEqual([form, length], ['write `name="/x"`', name.length]);
    }
    assert.equal(asked('timeout = 3s').hint, 'write `timeout=3s`');
    // Behind an annotation without such a key it is prose.
    assert.deepEqual(compile([{ path: 'a.mol', text: protocol('max=1 where x = 5') }]).diagnostics, []);
  });
});

describe('annotations in a wrong place', () => {
  it('are told where they belong', () => {
    const above = (rule: string): string | undefined => mistake(`table T {\n/// ${rule}\na: byte, }`).hint;
    assert.equal(above('@lazy'), 'put it directly above a molecule table');
    assert.equal(above('@unknown keep'), 'put it directly above a protobuf message');
    assert.equal(above('@protocol'), 'put it directly above the root message');
    assert.equal(above('@topic'), 'put it directly above an rpc');
    assert.equal(mistake('/// @maxlen 3\ntable T {}').hint, 'put it directly above a field');
    assert.match(mistake('/// @reply B\ntable T {}').hint!, /above an item of the union/);
  });
});
