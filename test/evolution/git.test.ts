import assert from 'node:assert/strict';

import { Workspace } from './schema-folders.js';

const TABLE = (fields: string): string => `table T { ${fields} }\narray Uint32 [byte; 4];\n`;

describe('tentacle-gen schema check --against a git commit', () => {
  it('reads the folder as it was, also through imports from outside of it', async () => {
    await using workspace = await Workspace.make({
      'wire/schemas/x.mol': 'import ../common/types;\ntable X { s: S, }\n',
      'wire/common/types.mol': 'struct S { a: Uint32, b: Uint32, }\narray Uint32 [byte; 4];\n',
    });
    workspace.commit('first');
    await workspace.write({
      'wire/common/types.mol': 'struct S { b: Uint32, a: Uint32, }\narray Uint32 [byte; 4];\n',
    });
    const { exit, out } = await workspace.check('--in', workspace.path('wire/schemas'), '--against', 'HEAD');
    assert.equal(exit, 3);
    assert.match(out, /^wire\/common\/types\.mol:1:12 {2}silent {2}field order of S changed \(a, b → b, a\)/);
  });
  it('takes branches, tags and commits further back', async () => {
    await using workspace = await Workspace.make({ 'schemas/x.mol': TABLE('a: Uint32,') });
    workspace.commit('first');
    await workspace.write({ 'schemas/x.mol': TABLE('a: Uint32, b: Uint32,') });
    workspace.commit('second');
    const schemas = workspace.path('schemas');
    assert.equal((await workspace.check('--in', schemas, '--against', 'HEAD')).exit, 0);
    const { exit, out } = await workspace.check('--in', schemas, '--against', 'git:HEAD~1');
    assert.equal(exit, 3);
    assert.match(out, /break {2}T\.b was appended/);
  });
  it('names the commit of a mistake in an old schema', async () => {
    await using workspace = await Workspace.make({ 'schemas/x.mol': 'table' });
    workspace.commit('first');
    await workspace.write({ 'schemas/x.mol': TABLE('a: Uint32,') });
    const { exit, errors } = await workspace.check('--in', workspace.path('schemas'), '--against', 'HEAD');
    assert.equal(exit, 1);
    assert.match(errors, /^HEAD:schemas\/x\.mol:1:6 {2}error {2}E_SYNTAX/);
  });
  it('finds everything new where the folder was not there yet', async () => {
    await using workspace = await Workspace.make({ 'README.md': 'nothing\n' });
    workspace.commit('first');
    await workspace.write({ 'schemas/x.mol': TABLE('a: Uint32,') });
    const { exit, out } = await workspace.check('--in', workspace.path('schemas'), '--against', 'HEAD');
    assert.equal(exit, 0);
    assert.equal(
      out,
      'schemas/x.mol:1:1  safe  schemas/x.mol is new\n    SCHEMA_ADDED\n\nschemas against HEAD:schemas: 1 safe\n',
    );
  });
  it('says so when there is no such commit, no repository, no folder', async () => {
    await using workspace = await Workspace.make({ 'schemas/x.mol': TABLE('a: Uint32,') });
    const schemas = workspace.path('schemas');
    const bare = await workspace.check('--in', schemas, '--against', 'HEAD');
    assert.deepEqual(
      [bare.exit, bare.errors],
      [1, 'error: schemas is in no git repository, and HEAD is no folder\n'],
    );
    workspace.commit('first');
    for (const ref of ['v9', '--all', 'HEAD:schemas']) {
      const { exit, errors } = await workspace.check('--in', schemas, `--against=${ref}`);
      assert.deepEqual(
        [exit, errors],
        [1, `error: the repository has no commit ${ref}, and there is no such folder\n`],
      );
    }
    const nowhere = await workspace.check('--in', workspace.path('nowhere'), '--against', 'HEAD');
    assert.equal(nowhere.exit, 1);
    assert.match(nowhere.errors, /there is no folder/);
  });
});
