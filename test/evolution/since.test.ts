import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { evolutionTests } from '../../codegen/src/evolution/evolution-tests.js';
import { versionOf } from './evolve.js';

const DISCOVERY = readFileSync(new URL('../../schemas/discovery.mol', import.meta.url), 'utf8');
const WITHOUT_FLAGS = DISCOVERY.replace(/ *\/\/\/ Bits of what[^]*?required_flags: Uint64,\n/, '');
const SEED = Number(process.env['SEED'] ?? 20_240_117);

describe('GetNodes of discovery, with and without required_flags', () => {
  const before = versionOf('without', { 'discovery.mol': WITHOUT_FLAGS });
  const after = versionOf('with', { 'discovery.mol': DISCOVERY });
  const tests = evolutionTests(before, after, 'GetNodes', { seed: SEED });

  it('are four readings: the new version reads all of the old one, strict old readers only what leaves the flags out', () => {
    assert.notEqual(WITHOUT_FLAGS, DISCOVERY);
    assert.deepEqual(
      tests.map(({ name }) => name),
      [
        'GetNodes: the new version reads all of the old one, strictly',
        'GetNodes: the new version reads all of the old one, compatibly',
        'GetNodes: the old version reads some of the new one, strictly',
        'GetNodes: the old version reads all of the new one, compatibly',
      ],
    );
  });
  for (const { name, run } of tests) it(`${name} (SEED=${SEED})`, run);

  for (const { name, run } of evolutionTests(before, after, 'DiscoveryMessage', { seed: SEED })) {
    it(`${name} (SEED=${SEED})`, run);
  }
});

describe('tests of a type that changed', () => {
  const text = (fields: string): string => `table T { ${fields} }\narray Uint32 [byte; 4];\n`;
  const version = (fields: string) => versionOf(fields, { 'x.mol': text(fields) });

  it('fail where values mean something else, and show the bytes and the seed', async () => {
    const tests = evolutionTests(version('a: Uint32, b: Uint32,'), version('b: Uint32, a: Uint32,'), 'T', {
      seed: 5,
    });
    for (const { run } of tests)
      await assert.rejects(run, /these bytes mean something else: 14000000[0-9a-f]{32} \(seed 5\)/);
  });
  it('know what is refused', async () => {
    const tests = evolutionTests(version('a: Uint32,'), version('a: Uint32, b: Uint32,'), 'T');
    assert.deepEqual(
      tests.map(({ name }) => /reads (\w+) of/.exec(name)![1]),
      ['none', 'none', 'none', 'all'],
    );
    for (const { run } of tests) await run();
  });
  it('cannot be made for a type that one version does not have', () => {
    assert.throws(
      () => evolutionTests(version('a: Uint32,'), version('a: Uint32,'), 'U'),
      /no type U in both versions/,
    );
  });
});
