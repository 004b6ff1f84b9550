import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { compile, renderDiagnostic } from '../../codegen/src/index.js';
import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';
import { loadMolecule } from '../../codegen/src/mol/loader.js';
import { officialIr } from '../molecule/official-ir.js';
import { MAIN, PROBES } from '../molecule/probes/index.js';

/** The mistakes of a schema as `line:column CODE`; those of other files have their path in front. */
function mistakes(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const { diagnostics, outputs } = compile([{ path: MAIN, text }], {
    unboundedDefault: true,
    read: (path) => files[path],
  });
  assert.equal(outputs.size > 0, diagnostics.length === 0);
  return diagnostics.map(({ file, line, column, code }) => {
    const place = `${line}:${column} ${code}`;
    return file === MAIN ? place : `${file}:${place}`;
  });
}

/** The one mistake of a schema as people see it. */
function rendered(text: string, files: Readonly<Record<string, string>> = {}): string {
  const { diagnostics } = compile([{ path: MAIN, text }], { read: (path) => files[path] });
  assert.equal(diagnostics.length, 1, diagnostics.map((d) => renderDiagnostic(d)).join('\n'));
  return renderDiagnostic(diagnostics[0]!);
}

describe('grammar of molecule', () => {
  for (const rule of new Set(PROBES.map((probe) => probe.rule))) {
    describe(rule, () => {
      for (const { what, text, files, ours } of PROBES.filter((probe) => probe.rule === rule)) {
        it(`${what}: ${ours.length === 0 ? 'accepted' : ours.join(', ')}`, () => {
          assert.deepEqual([...mistakes(text, files)].sort(), [...ours].sort());
        });
      }
    });
  }

  it('reads the official test schema as the official compiler does, byte for byte', () => {
    const folder = new URL('../vectors/molecule/', import.meta.url);
    const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
    const diagnostics = new Diagnostics();
    const [unit] = loadMolecule(
      [{ path: 'types.mol', text: read('types.mol') }],
      () => undefined,
      diagnostics,
    );
    assert.equal(diagnostics.failed, false);
    assert.equal(officialIr(unit!), read('types.ir.json'));
  });

  it('works sizes out once: 70 structs, each twice the one before', () => {
    const lines = Array.from({ length: 70 }, (_, i) => `struct S${i + 1} { a: S${i}, b: S${i}, }`);
    // The first one beyond 4 GiB is reported, those made of it are not.
    assert.deepEqual(mistakes(`array S0 [byte; 1];\n${lines.join('\n')}`), ['33:8 E_NUMBER_RANGE']);
  });

  it('follows a chain of 500 types', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `table T${i} { a: T${i + 1}, }`);
    assert.deepEqual(mistakes(`${lines.join('\n')}\ntable T500 {}`), []);
    assert.deepEqual(mistakes(`${lines.join('\n')}\ntable T500 { a: T500, }`), ['501:17 E_RECURSION']);
  });
});

describe('what is said about molecule schemas', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      'a byte order mark',
      '\ufefftable T {}',
      /unexpected character U\+FEFF\n.*\n.*\n.*\^ save the file without/,
    ],
    ['a lone CR', 'table T {\r}', /unexpected character U\+000D\n.*\n[^]*\^ lines end with LF or CR LF/],
    ['form feed', 'table T {\f}', /unexpected character U\+000C/],
    ['a hyphen', 'table T { a-b: byte, }', /"-"\n.*\n.*\n.* {11}\^ names consist of ASCII letters/],
    ['letters beyond ASCII', 'table Größe {}', /"öß"\n.*\n.*\n.*\^\^ names consist of ASCII letters/],
    ['no last comma', 'table T { a: byte }', /expected `,`, found `}`\n.*\n.*\n.*\^ a comma stands behind/],
    ['; behind }', 'table T {};', /expected a declaration, found `;`\n.*\n.*\n.*\^ no `;` behind `}`/],
    ['a wrong keyword', 'strict S { a: byte, }', /found `strict`\n.*\n.*\n.*\^{6} did you mean `struct`\?/],
    ['syntax twice', 'syntax = 1; syntax = 1; table T {}', /\^{6} `syntax` is the first statement of a file/],
    ['import too late', 'table T {} import b;', /\^{6} imports stand in front of all declarations/],
    [
      'an unknown type',
      'table Node {} option O (Nodes);',
      /no type `Nodes`\n.*\n.*\n.*\^{5} did you mean `Node`\?/,
    ],
    ['another case', 'table T { a: Byte, }', /no type `Byte`\n.*\n.*\n.*\^{4} did you mean `byte`\?/],
    [
      'an id that is taken',
      'table A {} union U { byte: 3, A: 3, }',
      /id 3 is given twice[^]*= x\/main\.mol:1:22 {2}`byte` has it/,
    ],
    [
      'a name that is taken',
      'table Ab {} table aB {}',
      /declared twice[^]*= x\/main\.mol:1:7 {2}first declared here/,
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => assert.match(rendered(text), expected));
  }

  it('a recursion names every type on the way', () => {
    const text = 'option A (B); option B (C); table C { d: byte, b: B, }';
    const { diagnostics } = compile([{ path: MAIN, text }]);
    assert.deepEqual(
      diagnostics.map((d) => d.message),
      ['`B` contains itself: B -> C -> B', '`C` contains itself: C -> B -> C'],
    );
  });

  it('syntax versions: the import is shown, and where the other version is written', () => {
    assert.equal(
      rendered('import b;\ntable T {}', {
        'x/b.mol': 'import c;\ntable B {}',
        'x/c.mol': '\nsyntax = 2;\ntable C {}',
      }),
      [
        'x/main.mol:1:8  error  E_IMPORT  this file is written in syntax 1, what it imports in syntax 2',
        '  |',
        '1 | import b;',
        '  |        ^',
        '  = x/c.mol:2:10  written here',
      ].join('\n'),
    );
  });

  it('a cycle of imports is shown from file to file', () => {
    const files = { 'x/b.mol': 'import y/c;\ntable B {}', 'x/y/c.mol': 'import ../b;\ntable C {}' };
    assert.match(
      rendered('import b;\ntable T {}', files),
      /import cycle: x\/b\.mol -> x\/y\/c\.mol -> x\/b\.mol/,
    );
  });

  it('an import in another letter case', () => {
    const { diagnostics } = compile([
      { path: 'x/main.mol', text: 'import Common;\ntable T {}' },
      { path: 'x/common.mol', text: 'table C {}' },
    ]);
    assert.deepEqual(
      diagnostics.map((d) => [d.code, d.hint]),
      [['E_IMPORT', 'did you mean `common`?']],
    );
  });
});
