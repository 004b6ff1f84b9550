import assert from 'node:assert/strict';

import { type Diagnostic, readProgram } from '../../codegen/src/index.js';
import { checkMax } from '../../codegen/src/limits/check-max.js';
import { oneField } from './one-field.js';

function warnings(keys: string, limit: string): readonly Diagnostic[] {
  const { program, diagnostics } = readProgram([{ path: 'a.mol', text: oneField(keys, limit) }]);
  assert.deepEqual(diagnostics, []);
  return checkMax(program!);
}

const short = (list: readonly Diagnostic[]): unknown =>
  list.map(({ severity, code, message, hint }) => ({ severity, code, message, hint }));

describe('max= of a protocol', () => {
  it('is as large as the largest message', () => {
    assert.deepEqual(warnings('max=1012', '@maxlen 1000'), []);
    assert.deepEqual(short(warnings('max=1011', '@maxlen 1000')), [
      {
        severity: 'warning',
        code: 'W_MAX_BELOW_LIMITS',
        message: 'the limits of `A` allow 1,012 bytes, `max` of `/test/a` is 1,011',
        hint: 'raise `max` to 1012 or lower the limits, or add `bound=max` if that is meant',
      },
    ]);
  });

  it('may be the tighter bound if the schema says so', () => {
    assert.deepEqual(warnings('max=500 bound=max', '@maxlen 1000'), []);
    assert.deepEqual(warnings('max=500', '@unbounded "max is the bound"'), []);
    assert.equal(warnings('max=500 bound=limits', '@maxlen 1000').length, 1);
    const { diagnostics } = readProgram([{ path: 'a.mol', text: oneField('max=500 bound=x', '@maxlen 1') }]);
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['E_ANNOTATION_VALUE', '`bound` takes limits or max']],
    );
  });

  it('is no invitation to send much more than any message has', () => {
    assert.deepEqual(warnings('max=64KiB', '@maxlen 10'), []);
    assert.deepEqual(warnings('max=80KiB', '@maxlen 20KiB'), []);
    const [found, ...others] = warnings('max=1MiB', '@maxlen 20KiB');
    assert.deepEqual(others, []);
    assert.equal(found!.code, 'W_MAX_ABOVE_LIMITS');
    assert.equal(found!.message, '`max` of `/test/a` is 1,048,576 bytes, its largest message has 20,492');
  });
});
