import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

import { compile, type CompileOptions, type SchemaText } from '../../codegen/src/index.js';
import { loadGenerated } from './load-generated.js';
import { EVERYTHING } from './view-values.js';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
const TYPES = new URL('../vectors/molecule/types.mol', import.meta.url);

/** Globals of JavaScript and TypeScript, of the runtime and of generated code, and words of the language. */
const AWKWARD =
  'String Object Uint8Array Map Codec Error Number Array BigInt Symbol Function Boolean Date Promise Proxy Set RegExp ' +
  'Record Readonly Partial Iterable Decoder DecodeOptions DataView ListView TableView View WireError Infinity ' +
  'smallCodec viewer readU32 writeU32 checkRecord EMPTY globalThis undefined null class default interface';
const NAMES = AWKWARD.split(' ');

/** Every name as a lazy table that contains the one before, a field of the same name and one of bytes. */
const MOLECULE = [
  'array Uint32 [byte; 4];',
  'vector Bytes <byte>;',
  'table First { first: Uint32, }',
  ...NAMES.map((name, i) => {
    const before = NAMES[i - 1] ?? 'First';
    return `/// @lazy\ntable ${name} { ${name}: Uint32, before: ${before},\n/// @maxlen 9\nraw: Bytes, }`;
  }),
].join('\n');

/** The same in protobuf, where a message may also be called like its own field. */
const PROTOBUF = [
  'syntax = "proto3";',
  ...NAMES.map((name, i) => {
    const before = NAMES[i - 1] === undefined ? '' : `${NAMES[i - 1]!} before = 2;`;
    return `message ${name} { uint32 ${name} = 1; ${before}\n/// @maxlen 9\nbytes raw = 3; }`;
  }),
].join('\n');

async function problemsOf(files: readonly SchemaText[], options: CompileOptions): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-isolated-'));
  try {
    const { outputs, diagnostics } = compile(files, { ...options, runtime: relative(folder, SOURCES) });
    assert.deepEqual(diagnostics, []);
    const paths = [...outputs.keys()].map((file) => join(folder, file));
    await Promise.all([...outputs].map(([file, text]) => writeFile(join(folder, file), text)));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const program = ts.createProgram(paths, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts', 'lib.dom.d.ts'],
      types: [],
      noEmit: true,
      strict: true,
      declaration: true,
      isolatedDeclarations: true,
      isolatedModules: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      noImplicitReturns: true,
      noImplicitOverride: true,
    });
    return ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file?.fileName.startsWith(folder))
      .map(({ file, start, messageText }) => {
        const { line } = file!.getLineAndCharacterOfPosition(start!);
        return `${relative(folder, file!.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('generated code on its own', () => {
  it('of all shapes, with views, compiles under the strictest flags, every declaration by itself', async () => {
    const types = readFileSync(TYPES, 'utf8');
    const official = { path: 'types.mol', text: types };
    assert.deepEqual(await problemsOf([official], { unboundedDefault: true }), []);
    assert.deepEqual(await problemsOf([{ path: 'every.mol', text: EVERYTHING }], {}), []);
  }).timeout(120_000);

  it('of types that are named like globals, words and parts of the runtime compiles in both languages', async () => {
    const files = [
      { path: 'names.mol', text: MOLECULE },
      { path: 'messages.proto', text: PROTOBUF },
    ];
    assert.deepEqual(await problemsOf(files, {}), []);
  }).timeout(120_000);

  it('and works: the innermost value comes back through all of them', async () => {
    const generated = await loadGenerated([
      { path: 'names.mol', text: MOLECULE },
      { path: 'messages.proto', text: PROTOBUF },
    ]);
    try {
      for (const [stem, root] of [
        ['names', { first: 7 }],
        ['messages', undefined],
      ] as const) {
        let value: unknown = root;
        for (const [i, name] of NAMES.entries()) {
          const raw = Uint8Array.of(i);
          value = { [lowerFirst(name)]: i, before: value, raw };
          if (stem === 'messages' && i === 0) value = { [lowerFirst(name)]: i, raw };
        }
        const module = generated.codecs(stem);
        const last = Object.values(module).filter(
          ({ name }) => name?.replace('$', '').toLowerCase() === NAMES.at(-1),
        );
        assert.ok(last.length > 0, stem);
        const bytes = last[0]!.encode(value);
        for (const codec of last) {
          const decoded = codec.decode(bytes);
          const plain = codec === last[0] ? decoded : (decoded as { toObject(): unknown }).toObject();
          assert.deepEqual(plain, value, stem);
        }
      }
    } finally {
      await generated.remove();
    }
  });
});

/** As the compiler makes names of fields. */
function lowerFirst(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const lowered = capitals <= 1 || capitals === name.length ? capitals : capitals - 1;
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}
