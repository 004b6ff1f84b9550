/** What declarations say about one another, and what is reported when much is wrong. */
import { A, V, type Probe, probes, stricter } from './probe.js';

export const NAMES: readonly Probe[] = [
  ...probes('type names', [
    ['case of a reference', 'array Ab [byte; 2]; table T { a: AB, }', '1:34 E_UNKNOWN_TYPE'],
    ['Byte is not byte', 'table T { a: Byte, }', '1:14 E_UNKNOWN_TYPE'],
    ['unknown', 'option O (Nope);', '1:11 E_UNKNOWN_TYPE'],
    [
      'unknown, in every kind',
      'array A [N; 1]; vector V <N>; struct S { a: N, } table T { a: N, }',
      ['1:10 E_UNKNOWN_TYPE', '1:27 E_UNKNOWN_TYPE', '1:45 E_UNKNOWN_TYPE', '1:63 E_UNKNOWN_TYPE'],
    ],
    ['twice', `${A} ${A}`, '1:26 E_DUPLICATE_TYPE'],
    ['twice, in another case', 'table Ab {} table aB {}', '1:19 E_DUPLICATE_TYPE'],
    ['twice, as other kinds', `${A} option A (byte);`, '1:27 E_DUPLICATE_TYPE'],
    [
      'twice, in an import',
      `import b; ${A}`,
      'x/b.mol:1:8 E_DUPLICATE_TYPE',
      { 'x/b.mol': 'option a (byte);' },
    ],
    [
      'twice, in two imports',
      `import b; import c; ${A}`,
      'x/c.mol:1:8 E_DUPLICATE_TYPE',
      { 'x/b.mol': V, 'x/c.mol': 'option v (byte);' },
    ],
    ['underscores count', 'array A_B [byte; 1]; array AB [byte; 1];'],
  ]),

  ...probes('recursion', [
    ['a table', 'table T { a: T, }', '1:14 E_RECURSION'],
    ['a struct', 'struct S { a: byte, s: S, }', '1:24 E_RECURSION'],
    ['an array', 'array A [A; 2];', '1:10 E_RECURSION'],
    ['a vector', 'vector V <V>;', '1:11 E_RECURSION'],
    ['an option', 'option O (O);', '1:11 E_RECURSION'],
    ['a union', 'union U { byte, U, }', '1:17 E_RECURSION'],
    ['through an option', 'table T { a: O, } option O (T);', ['1:14 E_RECURSION', '1:29 E_RECURSION']],
    ['through a vector', 'table T { a: W, } vector W <T>;', ['1:14 E_RECURSION', '1:29 E_RECURSION']],
    [
      'through two',
      'table A { b: B, } table B { c: C, } union C { byte, A, }',
      ['1:14 E_RECURSION', '1:32 E_RECURSION', '1:53 E_RECURSION'],
    ],
    ['beside it', 'table T { o: O, } option O (O);', '1:29 E_RECURSION'],
    [
      'in an import',
      'import b; array A [S; 2];',
      'x/b.mol:1:15 E_RECURSION',
      { 'x/b.mol': 'struct S { s: S, }' },
    ],
  ]),

  ...stricter('names that occur twice', [
    ['a field of a table', 'table T { a: byte, a: byte, }', '1:20 E_DUPLICATE_FIELD'],
    ['a field of a struct', 'struct S { a: byte, b: byte, a: byte, }', '1:30 E_DUPLICATE_FIELD'],
    ['an item of a union', 'union U { byte: 1, byte: 5, }', '1:20 E_DUPLICATE_ITEM'],
    ['fields that are one in TypeScript', 'table T { a_b: byte, aB: byte, }', '1:22 E_NAME'],
  ]),

  ...probes('several mistakes', [
    [
      'in one file',
      'array A [byte; 0];\ntable T { a: Nope, b byte, c: V }\nvector V <byte>\nunion U { byte: 1, V: 1, }\nenum E {}\n',
      [
        '1:16 E_SYNTAX',
        '2:14 E_UNKNOWN_TYPE',
        '2:22 E_SYNTAX',
        '2:33 E_SYNTAX',
        '4:1 E_SYNTAX',
        '4:23 E_DUPLICATE_NUMBER',
        '5:1 E_SYNTAX',
      ],
    ],
    [
      'in several files',
      `import b;\nimport c;\ntable T { a: byte }`,
      ['x/b.mol:1:16 E_SYNTAX', 'x/c.mol:1:14 E_UNKNOWN_TYPE', '3:19 E_SYNTAX'],
      { 'x/b.mol': 'array B [byte; 0];', 'x/c.mol': 'table C { a: Byts, }' },
    ],
    [
      'a recursion hides nothing else',
      `${V}\ntable T { t: T, a: byte, a: byte, }\nstruct S { v: V, }\narray L [byte; 4294967296];`,
      ['2:14 E_RECURSION', '2:26 E_DUPLICATE_FIELD', '3:15 E_FIXED_SIZE', '4:16 E_NUMBER_RANGE'],
    ],
    [
      'a mistake is not reported again where its type is used',
      `${V}\nstruct S { v: V, }\nstruct R { s: S, }\narray L [S; 2];\nstruct M { m: Nope, }\narray N [M; 2];`,
      ['2:15 E_FIXED_SIZE', '5:15 E_UNKNOWN_TYPE'],
    ],
    [
      'a type that could not be read is not missing',
      'array A [byte; 0];\ntable T { a: A, }',
      '1:16 E_SYNTAX',
    ],
  ]),
];
