/** Schemas that are wrong, each with what must be said of it. `protoc` says the same unless it is marked. */

export interface SchemaCase {
  readonly what: string;
  readonly text: string;
  /** `line:column code`, in order. Nothing: the schema is right. */
  readonly expected: readonly string[];
  /** protoc accepts it: the rule is ours, and what it is for. */
  readonly ours?: string;
}

const P2 = 'syntax = "proto2";\n';
const P3 = 'syntax = "proto3";\n';

const syntax: readonly SchemaCase[] = [
  { what: 'a missing number', text: `${P3}message M { int32 a; }`, expected: ['2:20 E_SYNTAX'] },
  { what: 'a missing equals sign', text: `${P3}message M { int32 a 1; }`, expected: ['2:21 E_SYNTAX'] },
  { what: 'a missing semicolon', text: `${P3}message M { int32 a = 1 }`, expected: ['2:25 E_SYNTAX'] },
  { what: 'a missing brace', text: `${P3}message M { int32 a = 1;`, expected: ['2:25 E_SYNTAX'] },
  { what: 'a brace too many', text: `${P3}message M {}\n}\nmessage N {}`, expected: ['3:1 E_SYNTAX'] },
  { what: 'an open comment', text: `${P3}message M {}\n/* x`, expected: ['3:1 E_SYNTAX'] },
  { what: 'an open string', text: `${P3}option a = "x;\nmessage M {}`, expected: ['2:12 E_SYNTAX'] },
  { what: 'an unknown character', text: `${P3}message M {}\n#`, expected: ['3:1 E_SYNTAX'] },
  { what: 'an escape that is none', text: `${P3}option (a) = "\\q";`, expected: ['2:15 E_SYNTAX'] },
  {
    what: 'digits that are not octal',
    text: `${P3}message M { int32 a = 08; }`,
    expected: ['2:23 E_SYNTAX'],
  },
  { what: 'letters behind a number', text: `${P3}message M { int32 a = 1x; }`, expected: ['2:24 E_SYNTAX'] },
  { what: 'an unknown syntax', text: 'syntax = "proto4";\nmessage M {}', expected: ['1:10 E_SYNTAX'] },
  { what: 'syntax behind other statements', text: `package a;\n${P3}`, expected: ['2:1 E_SYNTAX'] },
  { what: 'two packages', text: `${P3}package a;\npackage b;`, expected: ['3:1 E_SYNTAX'] },
  { what: 'an unknown statement', text: `${P3}mesage M {}`, expected: ['2:1 E_SYNTAX'] },
  {
    what: 'every mistake of a file at once',
    text: `${P3}message M {\n  int32 a;\n  int32 = 2;\n  Nope b = 3;\n}\nenum E { A = 1; }\nservice S { get }\n`,
    expected: ['3:10 E_SYNTAX', '4:9 E_SYNTAX', '5:3 E_UNKNOWN_TYPE', '7:14 E_NUMBER_RANGE', '8:13 E_SYNTAX'],
  },
  {
    what: 'a type whose declaration cannot be read is not also unknown',
    text: `${P3}message M { N a = 1; }\nmessage N ( int32 b = 1; }`,
    expected: ['3:11 E_SYNTAX'],
  },
  { what: 'statements without anything', text: `${P3};message M {;};`, expected: [] },
  {
    what: 'names that are keywords elsewhere',
    text: `${P3}message message { int32 syntax = 1; int32 max = 2; }`,
    expected: [],
  },
  {
    what: 'deep nesting of declarations',
    text: `${P3}${'message M {'.repeat(33)}${'}'.repeat(33)}`,
    expected: ['2:361 E_UNSUPPORTED'],
  },
];

const numbers: readonly SchemaCase[] = [
  { what: 'number 0', text: `${P3}message M { int32 a = 0; }`, expected: ['2:23 E_NUMBER_RANGE'] },
  {
    what: 'a number of protobuf',
    text: `${P3}message M { int32 a = 19500; }`,
    expected: ['2:23 E_NUMBER_RANGE'],
  },
  {
    what: 'a number of 30 bits',
    text: `${P3}message M { int32 a = 536870912; }`,
    expected: ['2:23 E_NUMBER_RANGE'],
  },
  { what: 'the largest number', text: `${P3}message M { int32 a = 536870911; }`, expected: [] },
  { what: 'numbers in other bases', text: `${P3}message M { int32 a = 0x1F; int32 b = 017; }`, expected: [] },
  {
    what: 'a number twice',
    text: `${P3}message M { int32 a = 1; int32 b = 1; }`,
    expected: ['2:36 E_DUPLICATE_NUMBER'],
  },
  {
    what: 'a number in a oneof too',
    text: `${P3}message M { int32 a = 1; oneof o { int32 b = 1; } }`,
    expected: ['2:46 E_DUPLICATE_NUMBER'],
  },
  {
    what: 'a reserved number',
    text: `${P3}message M { reserved 2, 5 to 9; int32 a = 7; }`,
    expected: ['2:43 E_RESERVED'],
  },
  {
    what: 'a reserved number up to max',
    text: `${P3}message M { reserved 5 to max; int32 a = 536870911; }`,
    expected: ['2:42 E_RESERVED'],
  },
  {
    what: 'a reserved name',
    text: `${P3}message M { reserved "a", "b"; int32 b = 1; }`,
    expected: ['2:38 E_RESERVED'],
  },
  {
    what: 'a name reserved twice',
    text: `${P3}message M { reserved "a", "a"; }`,
    expected: ['2:27 E_RESERVED'],
  },
  {
    what: 'ranges that overlap',
    text: `${P3}message M { reserved 1 to 5, 5; }`,
    expected: ['2:30 E_RESERVED'],
  },
  {
    what: 'a range that ends before it begins',
    text: `${P3}message M { reserved 5 to 1; }`,
    expected: ['2:22 E_NUMBER_RANGE'],
    ours: 'it holds nothing, so it is a slip',
  },
  {
    what: 'a range with number 0',
    text: `${P3}message M { reserved 0; }`,
    expected: ['2:22 E_NUMBER_RANGE'],
  },
  {
    what: 'a number kept for extensions',
    text: `${P2}message M { extensions 5 to 9; optional int32 a = 7; }`,
    expected: ['2:51 E_RESERVED'],
  },
];

const names: readonly SchemaCase[] = [
  {
    what: 'a field twice',
    text: `${P3}message M { int32 a = 1; int32 a = 2; }`,
    expected: ['2:32 E_DUPLICATE_FIELD'],
  },
  { what: 'a message twice', text: `${P3}message M {}\nmessage M {}`, expected: ['3:9 E_DUPLICATE_TYPE'] },
  {
    what: 'a message and an enum',
    text: `${P3}message M {}\nenum M { A = 0; }`,
    expected: ['3:6 E_DUPLICATE_TYPE'],
  },
  {
    what: 'a oneof like a field',
    text: `${P3}message M { int32 a = 1; oneof a { int32 b = 2; } }`,
    expected: ['2:32 E_DUPLICATE_FIELD'],
  },
  {
    what: 'a type like a field',
    text: `${P3}message M { int32 N = 1; message N {} }`,
    expected: ['2:34 E_DUPLICATE_TYPE'],
  },
  {
    what: 'values of two enums in one scope',
    text: `${P3}enum A { X = 0; }\nenum B { X = 0; }`,
    expected: ['3:10 E_DUPLICATE_FIELD'],
  },
  {
    what: 'a call twice',
    text: `${P3}message M {}\nservice S { rpc a(M) returns (M); rpc a(M) returns (M); }`,
    expected: ['3:39 E_DUPLICATE_FIELD'],
  },
  {
    what: 'fields that are one in TypeScript',
    text: `${P3}message M { int32 a_b = 1; int32 aB = 2; }`,
    expected: ['2:34 E_NAME'],
  },
  {
    what: 'types that are one in TypeScript',
    text: `${P3}message A { message B {} }\nmessage AB {}`,
    expected: ['3:9 E_NAME'],
    ours: 'TypeScript has one level of names',
  },
  {
    what: 'members that are one in TypeScript',
    text: `${P2}message M { oneof o { int32 a_b = 1; int32 aB = 2; } }`,
    expected: ['2:44 E_NAME'],
    ours: 'tags of a oneof have capitals',
  },
  {
    what: 'an unknown type',
    text: `${P3}message Ping {}\nmessage M { Pong a = 1; }`,
    expected: ['3:13 E_UNKNOWN_TYPE'],
  },
  {
    what: 'a name whose first part means something nearer',
    text: `${P3}package a;\nmessage b { message C {} }\nmessage M { message b {} b.C x = 1; }`,
    expected: ['4:26 E_UNKNOWN_TYPE'],
  },
  {
    what: 'names from the inside, the outside and the top',
    text: `${P3}package a.b;\nmessage M { message N { M x = 1; N y = 2; a.b.M z = 3; .a.b.M.N w = 4; b.M v = 5; } }`,
    expected: [],
  },
  {
    what: 'a service as a type',
    text: `${P3}message M { S a = 1; }\nservice S {}`,
    expected: ['2:13 E_UNKNOWN_TYPE'],
  },
  { what: 'a missing import', text: `${P3}import "b.proto";\nmessage M {}`, expected: ['2:8 E_IMPORT'] },
  {
    what: 'an import twice',
    text: `${P3}import "google/protobuf/any.proto";\nimport "google/protobuf/any.proto";`,
    expected: ['3:8 E_IMPORT'],
  },
];

const fields: readonly SchemaCase[] = [
  { what: 'proto2 without a label', text: `${P2}message M { int32 a = 1; }`, expected: ['2:13 E_SYNTAX'] },
  { what: 'no syntax means proto2', text: 'message M { int32 a = 1; }', expected: ['1:13 E_SYNTAX'] },
  {
    what: 'required in proto3',
    text: `${P3}message M { required int32 a = 1; }`,
    expected: ['2:13 E_UNSUPPORTED'],
  },
  {
    what: 'a default in proto3',
    text: `${P3}message M { int32 a = 1 [default = 1]; }`,
    expected: ['2:26 E_UNSUPPORTED'],
  },
  {
    what: 'a group',
    text: `${P2}message M { optional group G = 1 { optional int32 a = 1; } }`,
    expected: ['2:22 E_UNSUPPORTED'],
    ours: 'groups are not supported',
  },
  { what: 'a oneof without fields', text: `${P3}message M { oneof o {} }`, expected: ['2:19 E_SYNTAX'] },
  {
    what: 'a label in a oneof',
    text: `${P3}message M { oneof o { optional int32 a = 1; } }`,
    expected: ['2:23 E_SYNTAX'],
  },
  {
    what: 'a map in a oneof',
    text: `${P3}message M { oneof o {\n/// @max 1\nmap<int32, int32> a = 1; } }`,
    expected: ['4:1 E_SYNTAX'],
  },
  {
    what: 'a repeated map',
    text: `${P3}message M {\n/// @max 1\nrepeated map<int32, int32> a = 1; }`,
    expected: ['4:1 E_SYNTAX'],
  },
  {
    what: 'keys of bytes',
    text: `${P3}message M {\n/// @max 1 @maxkey 1\nmap<bytes, int32> a = 1; }`,
    expected: ['4:5 E_SYNTAX'],
  },
  {
    what: 'keys of a float',
    text: `${P3}message M {\n/// @max 1\nmap<float, int32> a = 1; }`,
    expected: ['4:5 E_SYNTAX'],
  },
  {
    what: 'packed strings',
    text: `${P3}message M {\n/// @max 1 @maxlen 1\nrepeated string a = 1 [packed = true]; }`,
    expected: ['4:24 E_SYNTAX'],
  },
  {
    what: 'a packed field that is not repeated',
    text: `${P3}message M { int32 a = 1 [packed = true]; }`,
    expected: ['2:26 E_SYNTAX'],
  },
  {
    what: 'packed that is neither',
    text: `${P3}message M {\n/// @max 1\nrepeated int32 a = 1 [packed = 1]; }`,
    expected: ['4:32 E_SYNTAX'],
  },
  {
    what: 'an option that does not exist',
    text: `${P3}message M { int32 a = 1 [pakced = true]; }`,
    expected: ['2:26 E_SYNTAX'],
  },
  {
    what: 'an option twice',
    text: `${P3}message M { int32 a = 1 [deprecated = true, deprecated = true]; }`,
    expected: ['2:45 E_SYNTAX'],
  },
  {
    what: 'known options',
    text: `${P3}message M { option deprecated = true; int64 a = 1 [deprecated = true, json_name = "b", jstype = JS_STRING]; }`,
    expected: [],
  },
  {
    what: 'messages as sets',
    text: `${P2}message M { option message_set_wire_format = true; extensions 4 to max; }`,
    expected: ['2:20 E_UNSUPPORTED'],
    ours: 'message sets are not supported',
  },
];

const defaults: readonly SchemaCase[] = [
  ['int32', '2147483648'],
  ['int32', '1.5'],
  ['uint32', '-1'],
  ['uint64', '0x10000000000000000'],
  ['sint64', '9223372036854775808'],
  ['bool', '1'],
  ['float', '"1"'],
  ['E', '1'],
  ['E', 'Y'],
].map(([type, value]) => ({
  what: `the default ${value} of ${type}`,
  text: `${P2}enum E { X = 1; }\nmessage M {\noptional ${type} a = 1 [default = ${value}];\n}`,
  expected: [`4:${28 + type!.length} E_NUMBER_RANGE`],
}));

const moreDefaults: readonly SchemaCase[] = [
  {
    what: 'the default of a list',
    text: `${P2}message M {\n/// @max 1\nrepeated int32 a = 1 [default = 1];\n}`,
    expected: ['4:23 E_SYNTAX'],
  },
  {
    what: 'the default of a message',
    text: `${P2}message M { optional M a = 1 [default = 1]; }`,
    expected: ['2:31 E_SYNTAX'],
  },
  {
    what: 'a default that is no string',
    text: `${P2}message M {\n/// @maxlen 9\noptional string a = 1 [default = a];\n}`,
    expected: ['4:34 E_NUMBER_RANGE'],
  },
  {
    what: 'a default that is not UTF-8',
    text: `${P2}message M {\n/// @maxlen 9\noptional string a = 1 [default = "\\xff"];\n}`,
    expected: ['4:34 E_NUMBER_RANGE'],
    ours: 'a string of TypeScript cannot hold it',
  },
];

const enums: readonly SchemaCase[] = [
  { what: 'an enum without values', text: `${P3}enum E {}`, expected: ['2:6 E_SYNTAX'] },
  { what: 'an enum without zero', text: `${P3}enum E { A = 1; }`, expected: ['2:14 E_NUMBER_RANGE'] },
  {
    what: 'zero that is not first',
    text: `${P3}enum E { A = 1; B = 0; }`,
    expected: ['2:14 E_NUMBER_RANGE'],
  },
  { what: 'proto2 begins where it likes', text: `${P2}enum E { A = -5; B = 0; }`, expected: [] },
  {
    what: 'a value of 33 bits',
    text: `${P3}enum E { A = 0; B = 2147483648; }`,
    expected: ['2:21 E_NUMBER_RANGE'],
  },
  {
    what: 'an alias that is not allowed',
    text: `${P3}enum E { A = 0; B = 0; }`,
    expected: ['2:21 E_DUPLICATE_NUMBER'],
  },
  { what: 'an alias', text: `${P3}enum E { option allow_alias = true; A = 0; B = 0; }`, expected: [] },
  {
    what: 'aliases that are not there',
    text: `${P3}enum E { option allow_alias = true; A = 0; B = 1; }`,
    expected: ['2:17 E_SYNTAX'],
  },
  {
    what: 'a reserved value',
    text: `${P3}enum E { reserved 2 to 5, -1; A = 0; B = 3; C = -1; }`,
    expected: ['2:42 E_RESERVED', '2:49 E_RESERVED'],
  },
  {
    what: 'a reserved name of a value',
    text: `${P3}enum E { reserved "B"; A = 0; B = 3; }`,
    expected: ['2:31 E_RESERVED'],
  },
  {
    what: 'a map of an enum that does not begin with 0',
    text: `${P2}enum E { A = 1; B = 0; }\nmessage M {\n/// @max 1\nmap<int32, E> a = 1; }`,
    expected: ['5:12 E_NUMBER_RANGE'],
  },
];

const services: readonly SchemaCase[] = [
  {
    what: 'a service',
    text: `${P3}message M {}\nservice S { rpc a(M) returns (M); rpc b(.M) returns (M) { option deprecated = true; } }`,
    expected: [],
  },
  {
    what: 'a message called stream',
    text: `${P3}message stream {}\nservice S { rpc a(.stream) returns (.stream); }`,
    expected: [],
  },
  {
    what: 'a request that streams',
    text: `${P3}message M {}\nservice S { rpc a(stream M) returns (M); }`,
    expected: ['3:19 E_UNSUPPORTED'],
    ours: 'streams are not supported',
  },
  {
    what: 'an answer that streams',
    text: `${P3}message M {}\nservice S { rpc a(M) returns (stream M); }`,
    expected: ['3:31 E_UNSUPPORTED'],
    ours: 'streams are not supported',
  },
  {
    what: 'a call with an enum',
    text: `${P3}enum E { A = 0; }\nmessage M {}\nservice S { rpc a(E) returns (M); }`,
    expected: ['4:19 E_UNKNOWN_TYPE'],
  },
  {
    what: 'a call with a number',
    text: `${P3}message M {}\nservice S { rpc a(M) returns (int32); }`,
    expected: ['3:31 E_UNKNOWN_TYPE'],
  },
  { what: 'an edition', text: 'edition = "2023";\nmessage M {}', expected: ['1:1 E_UNSUPPORTED'] },
];

const extensions: readonly SchemaCase[] = [
  {
    what: 'extensions in proto3',
    text: `${P3}message M { extensions 5; }`,
    expected: ['2:24 E_UNSUPPORTED'],
  },
  {
    what: 'an extension outside of the range',
    text: `${P2}message M { extensions 5 to 9; }\nextend M { optional int32 a = 10; }`,
    expected: ['3:31 E_NUMBER_RANGE'],
  },
  {
    what: 'an extension of what has no range',
    text: `${P2}message M {}\nextend M { optional int32 a = 5; }`,
    expected: ['3:31 E_NUMBER_RANGE'],
  },
  {
    what: 'an extension number twice',
    text: `${P2}message M { extensions 5 to 9; }\nextend M { optional int32 a = 5; optional int32 b = 5; }`,
    expected: ['3:53 E_DUPLICATE_NUMBER'],
  },
  {
    what: 'a required extension',
    text: `${P2}message M { extensions 5 to 9; }\nextend M { required int32 a = 5; }`,
    expected: ['3:12 E_SYNTAX'],
  },
  {
    what: 'an extension of an enum',
    text: `${P2}enum E { A = 0; }\nextend E { optional int32 a = 5; }`,
    expected: ['3:8 E_UNKNOWN_TYPE'],
  },
  {
    what: 'an extension like a message',
    text: `${P2}message M { extensions 5 to 9; }\nextend M { optional int32 M = 5; }`,
    expected: ['3:27 E_DUPLICATE_FIELD'],
  },
  {
    what: 'custom options',
    text: `${P3}import "google/protobuf/descriptor.proto";\nextend google.protobuf.FieldOptions { string note = 50000; }\nmessage M { int32 a = 1 [(note) = "x"]; }`,
    expected: [],
  },
];

const annotations: readonly SchemaCase[] = [
  ['bytes without a limit', 'bytes a = 1;', ['3:1 E_UNBOUNDED']],
  ['a list without a limit', 'repeated int32 a = 1;', ['3:10 E_UNBOUNDED']],
  ['a map without limits', 'map<string, bytes> a = 1;', ['3:1 E_UNBOUNDED']],
  ['@utf8', '/// @maxlen 4 @utf8\nstring a = 1;', ['3:15 E_MISPLACED_ANNOTATION']],
  ['@depth on a number', '/// @depth 4\nint32 a = 1;', ['3:5 E_MISPLACED_ANNOTATION']],
  ['@number on 32 bits', '/// @number\nint32 a = 1;', ['3:5 E_MISPLACED_ANNOTATION']],
  ['@number with a value', '/// @number 5\nint64 a = 1;', ['3:13 E_ANNOTATION_VALUE']],
  ['@topic on a field', '/// @topic\nint64 a = 1;', ['3:5 E_MISPLACED_ANNOTATION']],
  [
    'an unknown annotation',
    '/// @maxlength 4\nbytes a = 1;',
    ['3:5 E_UNKNOWN_ANNOTATION', '4:1 E_UNBOUNDED'],
  ],
  ['an annotation behind its field', 'int64 a = 1; /// @number\n', ['3:18 E_MISPLACED_ANNOTATION']],
  ['an annotation above an option', '/// @number\noption deprecated = true;', ['3:5 E_MISPLACED_ANNOTATION']],
  ['a recursive message', 'M a = 1;', []],
].map(([what, body, expected]) => ({
  what: what as string,
  text: `${P3}message M {\n${body as string}\n}`,
  expected: expected as readonly string[],
  ours: 'annotations are comments to protoc',
}));

const serviceAnnotations: readonly SchemaCase[] = [
  ['@topic with an answer', '/// @topic\nrpc a(M) returns (N);', ['6:19 E_PROTOCOL']],
  ['@topic with a value', '/// @topic 5\nrpc a(M) returns (M);', ['5:5 E_ANNOTATION_VALUE']],
  [
    '@id twice',
    '/// @id 5\nrpc a(M) returns (M);\n/// @id 5\nrpc b(M) returns (M);',
    ['8:5 E_DUPLICATE_NUMBER'],
  ],
  ['@id without a number', '/// @id\nrpc a(M) returns (M);', ['5:5 E_ANNOTATION_VALUE']],
  ['@timeout that is no time', '/// @timeout 5\nrpc a(M) returns (M);', ['5:14 E_ANNOTATION_VALUE']],
  ['@timeout of a topic', '/// @topic @timeout 5s\nrpc a(M) returns (M);', ['5:12 E_ANNOTATION_VALUE']],
  ['@rate that is none', '/// @rate 5\nrpc a(M) returns (M);', ['5:11 E_ANNOTATION_VALUE']],
  ['@max above a call', '/// @max 5\nrpc a(M) returns (M);', ['5:5 E_MISPLACED_ANNOTATION']],
  ['everything that may stand there', '/// @id 1 @timeout 5s @rate 3/s\nrpc a(M) returns (N);', []],
].map(([what, body, expected]) => ({
  what: what as string,
  text: `${P3}message M {}\nmessage N { int32 a = 1; }\nservice S {\n${body as string}\n}`,
  expected: expected as readonly string[],
  ours: 'annotations are comments to protoc',
}));

const protocols: readonly SchemaCase[] = [
  ['from= above a service', '/// @protocol name="/x" max=1KiB from=dialer', ['2:34 E_PROTOCOL']],
  ['no max= above a service', '/// @protocol name="/x"', ['2:5 E_PROTOCOL']],
  ['a limit above a service', '/// @max 5', ['2:5 E_MISPLACED_ANNOTATION']],
].map(([what, above, expected]) => ({
  what: what as string,
  text: `${P3}${above as string}\nservice S {}`,
  expected: expected as readonly string[],
  ours: 'annotations are comments to protoc',
}));

export const SCHEMA_CASES: readonly SchemaCase[] = [
  ...syntax,
  ...numbers,
  ...names,
  ...fields,
  ...defaults,
  ...moreDefaults,
  ...enums,
  ...services,
  ...extensions,
  ...annotations,
  ...serviceAnnotations,
  ...protocols,
];
