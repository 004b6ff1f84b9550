import { newSeed } from './random-seed.js';
import { TRANSCRIPTS } from './replay-settings.js';
import { checksOf } from './replay.js';
import { readRecording, transcriptFiles } from './transcript-file.js';

const seed = newSeed();

/** The seed stands in each title; a failure also says how to run just this replay again. */
function run(check: () => void): void {
  try {
    check();
  } catch (thrown) {
    if (thrown instanceof Error) thrown.message += ` (again: npm run test:vectors -- --seed ${seed})`;
    throw thrown;
  }
}

for (const file of transcriptFiles(TRANSCRIPTS)) {
  describe(`recorded session ${file}`, () => {
    for (const check of checksOf(readRecording(TRANSCRIPTS, file), seed)) {
      if (check.skipped === undefined) it(check.title, () => run(() => check.run()));
      else it.skip(`${check.title}: ${check.skipped}`);
    }
  });
}
