import assert from 'node:assert/strict';

import { addTally, Campaign, emptyTally } from './campaign.js';
import { reproducer } from './reproducer.js';
import { allTargets, type Target } from './targets.js';

const EXECUTIONS = 50_000;
const FIXED_SEED = 1;
/** Another one in each run; a failure prints it. */
const RANDOM_SEED = Number(process.env['SEED'] ?? Date.now() % 0x1_0000_0000);

describe('every decoder of generated/, and every view, answers every input with a value or an error of the catalogue', () => {
  let targets: readonly Target[];
  before(async () => {
    targets = await allTargets();
  });

  for (const seed of [FIXED_SEED, RANDOM_SEED]) {
    it(`${EXECUTIONS / 2} executions (SEED=${seed})`, () => {
      const total = emptyTally();
      for (const target of targets) {
        const { tally, failures } = new Campaign(target, { seed }).run(EXECUTIONS / 2 / targets.length);
        addTally(total, tally);
        const [failure] = failures;
        assert.equal(failure, undefined, failure && `${failure.problem}\n${reproducer(failure)}`);
      }
      const never = new Set(targets.flatMap(({ producible }) => [...producible]));
      for (const code of Object.keys(total.codes)) {
        assert.ok(never.delete(code), `${code} is no error that these schemas can give`);
      }
      assert.deepEqual([...never], [], 'codes that never occurred');
      assert.ok(total.executions >= EXECUTIONS / 2);
      assert.ok(total.accepted >= total.executions / 10, `${total.accepted} of ${total.executions} accepted`);
    });
  }
});
