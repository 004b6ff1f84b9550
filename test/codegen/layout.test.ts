import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as prettier from 'prettier';

import { compile, type SchemaText } from '../../codegen/src/index.js';
import { THREE, TWO } from './protobuf-schemas.js';
import { EVERYTHING } from './view-values.js';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const filesIn = (folder: string): readonly SchemaText[] =>
  readdirSync(new URL(folder, ROOT)).map((name) => ({ path: name, text: read(`${folder}/${name}`) }));

/** Schemas that a run of the compiler gets together. */
const RUNS: Readonly<Record<string, readonly SchemaText[]>> = {
  'protobuf with everything': [
    { path: 'three.proto', text: THREE },
    { path: 'two.proto', text: TWO },
  ],
  'molecule with everything': [{ path: 'every.mol', text: EVERYTHING }],
  'a file without imports': [{ path: 'kind.proto', text: 'syntax = "proto3";\nenum Kind { ZERO = 0; }' }],
  'the official molecule schema with views': [
    {
      path: 'types.mol',
      text: read('test/vectors/molecule/types.mol').replace(/^table /gm, '/// @lazy\ntable '),
    },
  ],
};

/** The same schemas, all names in them longer by `count` letters: lines are broken that had room before. */
function lengthened(files: readonly SchemaText[], count: number): readonly SchemaText[] {
  const declared = /\b(?:table|struct|union|vector|array|option|message|enum)\s+([A-Z]\w*)/g;
  const names = new Set(files.flatMap(({ text }) => [...text.matchAll(declared)].map(([, name]) => name!)));
  // What these are called says what they mean.
  const own = [...names].filter((name) => !/^(?:Ui|I)nt\d+$|^Bool$|^Bytes?$/.test(name));
  const pattern = new RegExp(`\\b(?:${own.join('|')})\\b`, 'g');
  return files.map(({ path, text }) => ({
    path,
    text: text.replace(pattern, (name) => name + 'x'.repeat(count)),
  }));
}

describe('generated code is formatted as the project formats', () => {
  let options: prettier.Options;
  before(async () => {
    options = {
      ...(await prettier.resolveConfig(fileURLToPath(new URL('src/api.ts', ROOT)))),
      parser: 'typescript',
    };
  });

  const check = async (files: Iterable<readonly [string, string]>): Promise<void> => {
    for (const [file, text] of files) {
      const ours = text.split('\n');
      const theirs = (await prettier.format(text, options)).split('\n');
      const line = theirs.findIndex((each, i) => each !== ours[i]);
      const shown = (lines: readonly string[]): string => lines.slice(line, line + 6).join('\n');
      if (line >= 0) assert.fail(`${file}:${line + 1}\n${shown(ours)}\nshould be\n${shown(theirs)}`);
      assert.equal(ours.length, theirs.length, file);
    }
  };

  for (const folder of ['generated', 'test/generated']) {
    it(`in ${folder}`, async () => {
      const files = filesIn(folder).filter(({ path }) => path.endsWith('.ts'));
      assert.ok(files.length > 10);
      await check(files.map(({ path, text }) => [`${folder}/${path}`, text]));
    }).timeout(60_000);
  }
  for (const [name, files] of Object.entries(RUNS)) {
    it(`of ${name}`, async () => {
      const { outputs, diagnostics } = compile(files, { unboundedDefault: true });
      assert.deepEqual(diagnostics, []);
      await check(outputs);
    }).timeout(60_000);
  }
  for (const count of [8, 21, 39]) {
    it(`where names are longer by ${count} letters`, async () => {
      for (const files of [filesIn('test/schemas'), RUNS['protobuf with everything']!]) {
        const { outputs, diagnostics } = compile(lengthened(files, count));
        assert.deepEqual(diagnostics, []);
        await check(outputs);
      }
    }).timeout(60_000);
  }
});
