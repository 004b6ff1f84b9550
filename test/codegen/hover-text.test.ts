import assert from 'node:assert/strict';

import { compile } from '../../codegen/src/index.js';
import { REQUEST_TIMEOUT_MS } from '../../src/handler/index.js';
import { RATE_BURST } from '../../src/session/rate-meter.js';

function generated(path: string, text: string, file = path.replace(/\.\w+$/, '.ts')): string {
  const { outputs, diagnostics } = compile([{ path, text }]);
  assert.deepEqual(diagnostics, []);
  return outputs.get(file)!;
}

const VIEW = 'Decoded bytes are a view of the received message: `slice()` what is kept.';

/** What stands directly above a line of generated code that begins so, without the marks of a comment. */
function above(code: string, line: string): string {
  const lines = code.split('\n');
  const at = lines.findIndex((each) => each.trim().startsWith(line));
  assert.ok(at > 0, line);
  let from = at;
  while (/^\s*\/?\*/.test(lines[from - 1]!)) from--;
  const text = lines.slice(from, at).map((each) => each.replace(/^\s*\/?\*+\/?/, '').replace(/\*\/$/, ''));
  return text.join(' ').replace(/\s+/g, ' ').trim();
}

describe('what stands above a field', () => {
  const code = generated(
    'a.proto',
    `syntax = "proto3";
message M {
  /// @maxlen 5
  bytes tiny = 1;
  /// @max 3 @maxlen 4
  repeated bytes both = 2;
  /// @maxlen 65
  bytes long = 3;
  /// @max 2
  map<int32, sint32> numbers = 4;
  /// @max 2 @maxkey 3 @maxlen 70
  map<string, bytes> blobs = 5;
  /// @max 2 @number
  map<bool, int64> wide = 6;
}`,
  );

  it('says that bytes are a view, however short', () => {
    assert.equal(above(code, 'tiny:'), `At most 5 bytes. ${VIEW}`);
    assert.equal(above(code, 'long:'), `At most 65 bytes. ${VIEW}`);
    assert.equal(above(code, 'both:'), `At most 3 items. Each at most 4 bytes. ${VIEW}`);
    const mol = `vector Bytes <byte>;
array Hash [byte; 32];
/// @lazy
table T {
  /// @maxlen 5
  b: Bytes,
  h: Hash,
}`;
    const lazy = generated('a.mol', mol);
    for (const prefix of ['', 'readonly ']) {
      assert.equal(above(lazy, `${prefix}b:`), `At most 5 bytes. ${VIEW}`);
      assert.equal(above(lazy, `${prefix}h:`), `Exactly 32 bytes. ${VIEW}`);
    }
  });

  it('tells keys and values of a map apart', () => {
    assert.equal(
      above(code, 'numbers:'),
      'At most 2 entries. Keys: 32 bits, signed. Values: 32 bits, signed.',
    );
    assert.equal(
      above(code, 'blobs:'),
      'At most 2 entries. Keys: at most 3 bytes of UTF-8. Values: at most 70 bytes. ' + VIEW,
    );
    assert.equal(above(code, 'wide:'), 'At most 2 entries. Values: 64 bits, signed. At most 2^53 - 1 here.');
  });

  it('counts one as one', () => {
    const text = `syntax = "proto3"; message M {
/// @max 1 @maxkey 1 @maxlen 1
map<string, bytes> one = 1; }`;
    assert.equal(
      above(generated('a.proto', text), 'one:'),
      `At most 1 entry. Keys: at most 1 byte of UTF-8. Values: at most 1 byte. ${VIEW}`,
    );
  });
});

describe('what stands above a method', () => {
  const code = generated(
    'a.mol',
    `/// @protocol name="/p" max=64
union Root {
  /// Asks. @reply Said timeout=1500ms @rate 7/2s
  Ask,
  Said,
  /// @reply Told
  Tell,
  Told,
}
table Ask {}
table Said {}
table Tell {}
table Told {}`,
    'a.handler.ts',
  );

  it('says how long a request waits', () => {
    assert.equal(
      above(code, 'ask(message'),
      'Asks. Waits 1500 ms for the answer, unless `timeoutMs` says otherwise.',
    );
    assert.equal(
      above(code, 'tell(message'),
      `Waits ${REQUEST_TIMEOUT_MS / 1000} s for the answer, unless \`timeoutMs\` says otherwise.`,
    );
  });

  it('says what a rate lets through', () => {
    assert.equal(
      above(code, 'onAsk(peer'),
      `Asks. On average 7 in 2 s, at most ${7 * RATE_BURST} at once, or the protocol is closed.`,
    );
  });
});

describe('a file of types', () => {
  it('is a module even if nothing in it has a codec', () => {
    assert.equal(
      generated('a.mol', 'array A [byte; 4];\nvector B <A>;\noption C (B);').replace(/^\/\/.*\n/gm, ''),
      '\nexport {};\n',
    );
  });

  it('that needs no import has one blank line behind its head', () => {
    assert.match(generated('a.proto', 'syntax = "proto3";\nenum E { A = 0; }'), /[^\n]\n\nexport const E/);
  });
});
