import { join } from 'node:path';
import type { Row } from '../json.js';
import { Child } from './child-process.js';
import { HOSTILE, type HostileName } from './hostile.js';
import { COMPETITORS_URL } from './rounds.js';
import { rowOf } from './row.js';

/**
 * Decodes hostile messages of 1 MiB and reports how many bytes of heap stay for a byte on the wire while the value is
 * kept. Each in a process of its own.
 */
export async function measureHeap(
  folder: string,
  candidates: readonly string[],
  absent: ReadonlyMap<string, string>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [bench, { readers }] of Object.entries(HOSTILE)) {
    for (const candidate of readers.filter((name) => candidates.includes(name))) {
      const reason = absent.get(candidate);
      if (reason !== undefined) rows.push(rowOf(bench, candidate, 'B/B', [], reason));
      else rows.push(await retained(folder, bench as HostileName, candidate));
    }
  }
  return rows;
}

async function retained(folder: string, bench: HostileName, candidate: string): Promise<Row> {
  const script = join(folder, 'bench/codec/heap-child.js');
  try {
    const child = await Child.start(script, [bench, candidate, COMPETITORS_URL], ['--expose-gc']);
    try {
      const answer = await child.ask({ type: 'heap' });
      if (answer.type !== 'heap') throw new Error('no figure');
      return rowOf(bench, candidate, 'B/B', [answer.bytes / answer.wire], `${answer.items} items`);
    } finally {
      await child.stop();
    }
  } catch (thrown) {
    return rowOf(bench, candidate, 'B/B', [], thrown instanceof Error ? thrown.message : String(thrown));
  }
}
