import assert from 'node:assert/strict';

import { compile, renderDiagnostic } from '../../codegen/src/index.js';

/** All mistakes of one schema as people see them. */
function shown(path: string, text: string): readonly string[] {
  return compile([{ path, text }]).diagnostics.map((diagnostic) => renderDiagnostic(diagnostic));
}

function hints(path: string, text: string): readonly (string | undefined)[] {
  return compile([{ path, text }]).diagnostics.map(({ hint }) => hint);
}

describe('a long source line', () => {
  const fields = (count: number): string =>
    Array.from({ length: count }, (_, i) => `field_${i}: byte,`).join(' ');
  /** The line and the carets below it, without the gutter. */
  const excerpt = (before: string, after: string): readonly [source: string, marks: string] => {
    const [text] = shown('a.mol', `table T { ${before} bad: Bites, ${after} }`);
    const [, , source, marks] = text!.split('\n');
    return [source!.slice(4), marks!.slice(4)];
  };

  it('is cut around the carets, which stay below their word', () => {
    const [source, marks] = excerpt(fields(150), fields(90));
    assert.ok(source.length <= 162 && source.startsWith('…') && source.endsWith('…'));
    const at = marks.indexOf('^^^^^');
    assert.equal(source.slice(at, at + 5), 'Bites');
  });

  it('is cut behind them only where they stand at its start', () => {
    const [source, marks] = excerpt('', fields(150));
    assert.ok(source.startsWith('table T {') && source.endsWith('…'));
    assert.equal(source.slice(marks.indexOf('^')).slice(0, 5), 'Bites');
  });

  it('is whole up to 160 characters', () => {
    const [source] = excerpt('', fields(7));
    assert.ok(source.length > 120 && !source.includes('…'));
  });

  it('is not cut inside of a character', () => {
    const row = '\u{1f600}'.repeat(100);
    for (const shift of ['', ' ']) {
      const [text] = shown('a.mol', `/* ${row}${shift} */ table T { a: Bites, } /* ${row}${row} */`);
      assert.ok(text!.isWellFormed());
    }
  });
});

describe('a limit in an ordinary comment', () => {
  const wanted = '`@maxlen` stands in an ordinary comment: write exactly three slashes, `///`';
  const field = (...above: readonly string[]): string =>
    `vector Bytes <byte>;\ntable T {\n${above.join('\n')}\na: Bytes,\n}`;

  it('is pointed out', () => {
    for (const comment of ['//// @maxlen 4', '// @maxlen 4', '# @maxlen 4', '/* @maxlen 4 */']) {
      assert.deepEqual(hints('a.mol', field(comment)), [wanted]);
      assert.deepEqual(hints('a.mol', field(comment, '/// What it is.', '')), [wanted]);
    }
    const text = 'syntax = "proto3";\nmessage M {\n//// @maxlen 4\nbytes a = 1; }';
    assert.deepEqual(hints('a.proto', text), [wanted]);
  });

  it('is none where it stands above something else, or is prose', () => {
    const other = 'vector Bytes <byte>;\n// @maxlen 4\ntable T {\nb: byte,\na: Bytes,\n}';
    for (const text of [other, field('// as long as it has to be')]) {
      assert.match(hints('a.mol', text)[0]!, /^add `\/\/\/ @maxlen N`/);
    }
  });
});

describe('a protobuf file whose syntax cannot be read', () => {
  const body = 'message M { int32 a = 1; required int32 b = 2; }\nenum E { A = 1; }';

  for (const [what, first, code] of [
    ['an edition', 'edition = "2023";', 'E_UNSUPPORTED'],
    ['a string that is not closed', 'syntax = "proto3;', 'E_SYNTAX'],
    ['no string', 'syntax = proto3;', 'E_SYNTAX'],
    ['no syntax there is', 'syntax = "proto4";', 'E_SYNTAX'],
    ['a syntax behind something else', 'package p;\nsyntax = "proto3";', 'E_SYNTAX'],
  ] as const) {
    it(`has that mistake only: ${what}`, () => {
      const { diagnostics } = compile([{ path: 'a.proto', text: `${first}\n${body}` }]);
      assert.deepEqual(
        diagnostics.map((found) => found.code),
        [code],
      );
    });
  }
});
