/** Limits of the core that decide what a peer can make us hold: its defaults, which a node may change. */
import type { Framing } from '../ir/model.js';

const KiB = 1024;
const MiB = 1024 * KiB;

export const CORE = {
  recordBytes: 8 * MiB,
  viewedRecordBytes: 128 * KiB,
  streamWindowBytes: MiB,
  streamsPerSession: 1024,
  selectBytes: 16 * KiB,
  sessionQueueMaxBytes: 24 * MiB,
  pendingHandlers: 64,
} as const;

/** Bytes in front of every message. */
export const HEADERS: Readonly<Record<Framing, number>> = {
  'length-delimited': 4,
  'length-delimited-twice': 8,
  none: 0,
};
