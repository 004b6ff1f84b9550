import assert from 'node:assert/strict';

import { compile, renderDiagnostics } from '../../codegen/src/index.js';
import { SCHEMA_CASES } from './protobuf-schema-cases.js';

describe('mistakes in protobuf schemas', () => {
  for (const { what, text, expected } of SCHEMA_CASES) {
    it(what, () => {
      const { diagnostics } = compile([{ path: 'a.proto', text }]);
      const found = diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
      assert.deepEqual(found, expected, `${text}\n${renderDiagnostics(diagnostics)}`);
    });
  }
});
