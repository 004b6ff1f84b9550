/** Runs the measurements of `worst-heap.ts` in a child process, and says which of them the printed figures miss. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { Measured } from './worst-heap.js';

const PROGRAM = fileURLToPath(new URL('worst-heap.ts', import.meta.url));

/**
 * What the engine allocates for itself meanwhile (compiled code, feedback of calls), in bytes for all values of a
 * message. They take 16 MiB together, or one of them takes more.
 */
const NOISE_BYTES = 256 * 1024;

/** MiB that the values of one message may take together. */
export interface Room {
  /** Of the schemas that are released. */
  readonly own: number;
  /** Of those that are made to be expensive. */
  readonly hard: number;
}

export function measureAll({ own, hard }: Room): Promise<readonly Measured[]> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return new Promise((resolve, reject) => {
    const args = ['--expose-gc', '--import', loader, PROGRAM, String(own), String(hard)];
    execFile(process.execPath, args, { maxBuffer: 2 ** 20 }, (error, stdout, stderr) => {
      if (error !== null) return reject(new Error(stderr, { cause: error }));
      resolve(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Measured),
      );
    });
  });
}

/** The message takes more than what is printed. */
export function isTooLow({ printed, measured, values }: Measured): boolean {
  return measured > printed + NOISE_BYTES / values;
}

/** What is printed is more than twice what the worst message takes that can be made. */
export function isTooHigh({ printed, measured, values }: Measured): boolean {
  return printed > 2 * (measured + NOISE_BYTES / values);
}
