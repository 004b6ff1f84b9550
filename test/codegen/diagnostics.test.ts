import assert from 'node:assert/strict';

import { compile, renderDiagnostic } from '../../codegen/src/index.js';

/** All mistakes of one schema as `line:column code`, in order. */
function mistakes(
  path: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  const { diagnostics, outputs } = compile([{ path, text }], { read: (name) => others[name] });
  assert.equal(outputs.size > 0, diagnostics.length === 0);
  return diagnostics.map((d) => `${d.line}:${d.column} ${d.code}`);
}

/** The one mistake of a schema as people see it. */
function rendered(path: string, text: string): string {
  const { diagnostics } = compile([{ path, text }]);
  assert.equal(diagnostics.length, 1, diagnostics.map((d) => renderDiagnostic(d)).join('\n'));
  return renderDiagnostic(diagnostics[0]!);
}

const BYTES = 'vector Bytes <byte>;\n';

describe('diagnostics of molecule schemas', () => {
  it('E_UNBOUNDED points at the type and says what to add', () => {
    const text = 'vector Bytes <byte>;\n\ntable Say {\n  /// What was said.\n  text: Bytes,\n}\n';
    assert.equal(
      rendered('schemas/chat.mol', text),
      [
        'schemas/chat.mol:5:9  error  E_UNBOUNDED  field `text` of `Say` has no limit',
        '  |',
        '5 |   text: Bytes,',
        '  |         ^^^^^ add `/// @maxlen N`, or `/// @unbounded "why this is safe"`',
      ].join('\n'),
    );
  });

  it('E_UNKNOWN_TYPE suggests the type that was meant', () => {
    assert.equal(
      rendered('a.mol', `${BYTES}table T {\n  a: Bites,\n}\n`),
      [
        'a.mol:3:6  error  E_UNKNOWN_TYPE  there is no type `Bites`',
        '  |',
        '3 |   a: Bites,',
        '  |      ^^^^^ did you mean `Bytes`?',
      ].join('\n'),
    );
  });

  it('E_UNKNOWN_ANNOTATION suggests the annotation that was meant', () => {
    assert.equal(
      rendered('a.mol', `${BYTES}table T {\n  /// @maxlen 5 @utf-8\n  a: Bytes,\n}\n`),
      [
        'a.mol:3:17  error  E_UNKNOWN_ANNOTATION  `@utf-8` is not an annotation',
        '  |',
        '3 |   /// @maxlen 5 @utf-8',
        '  |                 ^^^^^^ did you mean `utf8`?',
      ].join('\n'),
    );
  });

  it('E_DUPLICATE_FIELD names the other place', () => {
    assert.match(
      rendered('a.mol', 'table T { a: byte,\n a: byte, }'),
      /^a\.mol:2:2 .*\n.*\n.*\n.*\^\n {2}= a\.mol:1:11 {2}first given here$/,
    );
  });

  it('E_RECURSION shows the way round', () => {
    assert.match(
      rendered('a.mol', 'table T { a: T, }'),
      /a\.mol:1:14 {2}error {2}E_RECURSION {2}`T` contains itself: T -> T/,
    );
    assert.deepEqual(mistakes('a.mol', 'table A { b: B, }\noption B (A);'), [
      '1:14 E_RECURSION',
      '2:11 E_RECURSION',
    ]);
  });

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a missing comma', 'table T { a: byte }', ['1:19 E_SYNTAX']],
    ['an empty file', '', ['1:1 E_SYNTAX']],
    ['an open comment', 'table T {} /* ', ['1:12 E_SYNTAX']],
    [
      'two broken declarations',
      'table T { a }\ntable U {}\nvector V <>;',
      ['1:13 E_SYNTAX', '3:11 E_SYNTAX'],
    ],
    ['an unknown keyword', 'tabel T {}', ['1:1 E_SYNTAX']],
    ['an unexpected character', 'table T { a: byte, } %', ['1:22 E_SYNTAX']],
    ['a missing import', 'import other;\ntable T { a: byte, }', ['1:8 E_IMPORT']],
    ['an import cycle', 'import a;\ntable T { a: byte, }', ['1:8 E_IMPORT']],
    ['types that differ in case only', 'table Ab {}\ntable aB {}', ['2:7 E_DUPLICATE_TYPE']],
    ['a type named byte', 'table Byte {}', ['1:7 E_DUPLICATE_TYPE']],
    ['a dynamic type in a struct', `${BYTES}struct S { /// @maxlen 4\n a: Bytes, }`, ['3:5 E_FIXED_SIZE']],
    ['a dynamic type in an array', `${BYTES}array A [Bytes; 2];`, ['2:10 E_FIXED_SIZE']],
    ['an array of no items', 'array A [byte; 0];', ['1:16 E_SYNTAX']],
    ['an array beyond 4 GiB', 'array A [byte; 4294967296];', ['1:16 E_NUMBER_RANGE']],
    ['a union id beyond 32 bits', 'union U { byte: 4294967296, }', ['1:17 E_NUMBER_RANGE']],
    ['a union id twice', 'table A {}\nunion U { byte: 1, A: 1, }', ['2:23 E_DUPLICATE_NUMBER']],
    ['a union item twice', 'union U { byte, byte, }', ['1:17 E_DUPLICATE_ITEM']],
    ['fields that are one in TypeScript', 'table T { a_b: byte, aB: byte, }', ['1:22 E_NAME']],
    [
      'an annotation twice',
      `${BYTES}table T { /// @maxlen 1 @maxlen 2\n a: Bytes, }`,
      ['2:25 E_REPEATED_ANNOTATION'],
    ],
    [
      'an annotation behind its field',
      `${BYTES}table T { /// @maxlen 1\n a: Bytes, /// @utf8\n}`,
      ['3:16 E_MISPLACED_ANNOTATION'],
    ],
    [
      'an annotation at the end of a table',
      'table T { a: byte,\n /// @max 1\n}',
      ['2:6 E_MISPLACED_ANNOTATION'],
    ],
    [
      'an annotation at the end of a file',
      'table T { a: byte, }\n/// @max 1\n',
      ['2:5 E_MISPLACED_ANNOTATION'],
    ],
    ['a limit on a type', '/// @max 1\ntable T { a: byte, }', ['1:5 E_MISPLACED_ANNOTATION']],
    [
      'a limit without anything to limit',
      'table T { /// @maxlen 1\n a: byte, }',
      ['1:15 E_MISPLACED_ANNOTATION'],
    ],
    [
      'a size that is none',
      `${BYTES}table T { /// @maxlen 1KB\n a: Bytes, }`,
      ['2:23 E_ANNOTATION_VALUE', '3:5 E_UNBOUNDED'],
    ],
    [
      '@unbounded without a reason',
      `${BYTES}table T { /// @unbounded ""\n a: Bytes, }`,
      ['2:26 E_ANNOTATION_VALUE', '3:5 E_UNBOUNDED'],
    ],
    [
      '@since in front of other fields',
      'table T { a: byte, /// @since 2\n b: byte, c: byte, }',
      ['1:24 E_MISPLACED_ANNOTATION'],
    ],
    ['@protocol without max', '/// @protocol name="/x"\ntable T {}', ['1:5 E_PROTOCOL']],
    ['@protocol without a name', '/// @protocol max=1KiB\ntable T {}', ['1:5 E_PROTOCOL']],
    [
      'an unknown key of @protocol',
      '/// @protocol name="/x" max=1KiB size=3\ntable T {}',
      ['1:34 E_ANNOTATION_VALUE'],
    ],
    [
      'a key of @protocol twice',
      '/// @protocol name="/x" max=1KiB max=2KiB\ntable T {}',
      ['1:34 E_REPEATED_ANNOTATION'],
    ],
    ['@protocol above a vector', '/// @protocol name="/x" max=1KiB\nvector V <byte>;', ['2:8 E_PROTOCOL']],
    [
      'from= without the other side',
      '/// @protocol name="/x" max=1KiB from=dialer\ntable T {}',
      ['1:34 E_PROTOCOL'],
    ],
    [
      'a message called like a life cycle call',
      '/// @protocol name="/x" max=1KiB\nunion U { Open, }\ntable Open {}',
      ['2:11 E_NAME'],
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => assert.deepEqual(mistakes('a.mol', text), expected));
  }

  it('two roots of one protocol need a side each, and say everything else once', () => {
    const root = (name: string, keys: string): string =>
      `/// @protocol name="/x" ${keys}\ntable ${name} {}\n`;
    assert.deepEqual(mistakes('a.mol', root('A', 'max=1 from=dialer') + root('B', 'from=listener')), []);
    assert.deepEqual(mistakes('a.mol', root('A', 'max=1 from=dialer') + root('B', 'from=dialer')), [
      '3:25 E_PROTOCOL',
    ]);
    assert.deepEqual(mistakes('a.mol', root('A', 'max=1 from=dialer') + root('B', 'from=listener max=2')), [
      '3:39 E_PROTOCOL',
    ]);
    assert.deepEqual(mistakes('a.mol', root('A', 'max=1') + root('B', 'from=listener')), ['1:5 E_PROTOCOL']);
  });

  it('mistakes in imported files are shown there', () => {
    const { diagnostics } = compile([{ path: 'x/a.mol', text: 'import b;\ntable T { a: B, }' }], {
      read: (name) => (name === 'x/b.mol' ? 'table B { c: Nope, }' : undefined),
    });
    assert.deepEqual(
      diagnostics.map((d) => `${d.file}:${d.line}:${d.column} ${d.code}`),
      ['x/b.mol:1:14 E_UNKNOWN_TYPE'],
    );
  });
});

describe('diagnostics of protobuf schemas', () => {
  const P3 = 'syntax = "proto3";\n';
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a missing number', `${P3}message M { int32 a; }`, ['2:20 E_SYNTAX']],
    ['a missing equals sign', `${P3}message M { int32 a 1; }`, ['2:21 E_SYNTAX']],
    ['a missing semicolon', `${P3}message M { int32 a = 1 }`, ['2:25 E_SYNTAX']],
    ['a message that is not closed', `${P3}message M { int32 a = 1;`, ['2:25 E_SYNTAX']],
    ['an unknown type', `${P3}message Ping {}\nmessage M { Pong a = 1; }`, ['3:13 E_UNKNOWN_TYPE']],
    ['bytes without a limit', `${P3}message M { bytes a = 1; }`, ['2:13 E_UNBOUNDED']],
    ['a repeated field without a limit', `${P3}message M { repeated int32 a = 1; }`, ['2:22 E_UNBOUNDED']],
    ['a map without limits', `${P3}message M { map<string, bytes> a = 1; }`, ['2:13 E_UNBOUNDED']],
    ['a field twice', `${P3}message M { int32 a = 1; int32 a = 2; }`, ['2:32 E_DUPLICATE_FIELD']],
    ['a number twice', `${P3}message M { int32 a = 1; int32 b = 1; }`, ['2:36 E_DUPLICATE_NUMBER']],
    [
      'a number in a oneof too',
      `${P3}message M { int32 a = 1; oneof o { int32 b = 1; } }`,
      ['2:46 E_DUPLICATE_NUMBER'],
    ],
    ['number 0', `${P3}message M { int32 a = 0; }`, ['2:23 E_NUMBER_RANGE']],
    ['a reserved number', `${P3}message M { int32 a = 19500; }`, ['2:23 E_NUMBER_RANGE']],
    ['a number beyond 29 bits', `${P3}message M { int32 a = 536870912; }`, ['2:23 E_NUMBER_RANGE']],
    ['a message twice', `${P3}message M {}\nmessage M {}`, ['3:9 E_DUPLICATE_TYPE']],
    ['an enum without zero', `${P3}enum E { A = 1; }`, ['2:14 E_NUMBER_RANGE']],
    [
      'a group',
      'syntax = "proto2";\nmessage M { optional group G = 1 { optional int32 a = 1; } }',
      ['2:22 E_UNSUPPORTED'],
    ],
    [
      'a service that streams',
      `${P3}message M {}\nservice S { rpc a(M) returns (stream M); }`,
      ['3:31 E_UNSUPPORTED'],
    ],
    ['an edition', 'edition = "2023";\nmessage M {}', ['1:1 E_UNSUPPORTED']],
    ['a missing import', `${P3}import "b.proto";\nmessage M {}`, ['2:8 E_IMPORT']],
    ['@utf8', `${P3}message M {\n/// @maxlen 4 @utf8\nstring a = 1; }`, ['3:15 E_MISPLACED_ANNOTATION']],
    ['@depth on a number', `${P3}message M {\n/// @depth 4\nint32 a = 1; }`, ['3:5 E_MISPLACED_ANNOTATION']],
    [
      'an unknown annotation',
      `${P3}message M {\n/// @maxlength 4\nbytes a = 1; }`,
      ['3:5 E_UNKNOWN_ANNOTATION', '4:1 E_UNBOUNDED'],
    ],
    ['a limit on a message', `${P3}/// @max 3\nmessage M {}`, ['2:5 E_MISPLACED_ANNOTATION']],
    ['a recursive message is fine', `${P3}message M { M a = 1; }`, []],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => assert.deepEqual(mistakes('a.proto', text), expected));
  }

  it('names what is missing', () => {
    assert.match(
      rendered('a.proto', `${P3}message M {\n  map<string, bytes> a = 1;\n}`),
      /^a\.proto:3:3 {2}error {2}E_UNBOUNDED .*\n.*\n.*\n {2}\| {3}\^{18} add `\/\/\/ @max N @maxkey N @maxlen N`/,
    );
  });
});
