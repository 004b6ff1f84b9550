/** The process that decodes. It is expendable: its parent watches it and knows the last input from a file. */
import { openSync, writevSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

import { addTally, Campaign, emptyTally, type Failure, type Tally } from './campaign.js';
import type { Input } from './inputs.js';
import type { Mode } from './outcome.js';
import { allTargets, targetNamed } from './targets.js';

/** What a child is to do. */
export interface Assignment {
  readonly types: readonly string[];
  readonly seed: number;
  /** Ends after this many executions over all types, or after this time. */
  readonly executions: number;
  readonly seconds: number;
  readonly slowMs: number;
  /** Where the input that is being decoded stands: one byte for the mode, four for the length, the input. */
  readonly lastInput: string;
}

/** From the child: it begins with a type, or is through with a part of its executions. */
export type Message =
  | { readonly began: string }
  | { readonly type: string; readonly tally: Tally; readonly failures: readonly Failure[] };

/** Executions of a type before the next one has its turn. */
const TURN = 512;
/** After that many failures nobody needs more. */
const ENOUGH = 20;

const send = (message: Message): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });

async function work({ types, seed, executions, seconds, slowMs, lastInput }: Assignment): Promise<void> {
  const file = openSync(lastInput, 'w');
  const head = Buffer.alloc(5);
  const announce = ({ bytes }: Input, mode: Mode): void => {
    head[0] = mode === 'strict' ? 1 : 0;
    head.writeUInt32LE(bytes.length, 1);
    writevSync(file, [head, bytes], 0);
  };
  const targets = await allTargets();
  const campaigns = types.map((type) => new Campaign(targetNamed(targets, type), { seed, slowMs, announce }));
  const until = performance.now() + seconds * 1000;
  const total = emptyTally();
  for (let failures = 0; failures < ENOUGH;) {
    for (const campaign of campaigns) {
      if (total.executions >= executions || performance.now() >= until) return;
      await send({ began: campaign.target.name });
      const part = campaign.run(TURN);
      addTally(total, part.tally);
      failures += part.failures.length;
      await send({ type: campaign.target.name, ...part });
      await setImmediate();
    }
  }
}

await work(JSON.parse(process.argv[2]!) as Assignment);
process.disconnect();
