import assert from 'node:assert/strict';

import { SCHEMA_CASES } from '../codegen/protobuf-schema-cases.js';
import { Protoc } from './protobuf/protoc.js';

describe('protoc and the schema compiler', () => {
  it('accept and refuse the same schemas, but for rules of our own', () => {
    const protoc = new Protoc(SCHEMA_CASES.map(({ text }, i) => [`case${i}.proto`, text] as const));
    SCHEMA_CASES.forEach(({ what, expected, ours }, i) => {
      const { ok, message } = protoc.accepts(`case${i}.proto`);
      assert.equal(ok, expected.length === 0 || ours !== undefined, `${what}: ${message}`);
    });
    protoc.remove();
  });
});
