/** Writes down what the dissectors make of the captures, for people to read once and for the test to compare. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { dissect } from './tshark.js';

for (const name of ['plaintext', 'encrypted']) {
  const path = (suffix: string): string => fileURLToPath(new URL(`${name}.${suffix}`, import.meta.url));
  await writeFile(path('txt'), await dissect(path('pcap')));
}
