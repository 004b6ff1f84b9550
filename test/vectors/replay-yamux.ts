import { DEFAULT_LIMITS } from '../../src/limits.js';
import { FrameReader } from '../../src/yamux/frame-reader.js';
import { HEADER_BYTES, writeHeader, type FrameType } from '../../src/yamux/frame.js';
import type { Feed } from './feed.js';
import { same, sameBytes } from './same.js';
import { joined, muxedFrom, type RecordedFrame, type Side, type Transcript } from './transcript.js';

interface ReadFrame {
  readonly type: FrameType;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
  readonly pieces: Uint8Array[];
}

/** The yamux stream of `side` parses into the recorded frames, and these are written as the same bytes again. */
export function replayYamux(transcript: Transcript, side: Side, feed: Feed): void {
  const bytes = muxedFrom(transcript, side);
  const read: ReadFrame[] = [];
  const reader = new FrameReader(DEFAULT_LIMITS.streamWindowBytes, {
    header: (type, flags, stream, length) => read.push({ type, flags, stream, length, pieces: [] }),
    body: (chunk, start, end) => read.at(-1)!.pieces.push(chunk.subarray(start, end)),
  });
  for (const chunk of feed.cut(bytes)) reader.receive(chunk, 0, chunk.length);

  const recorded = transcript.frames.filter(({ from }) => from === side);
  same('number of frames', read.length, recorded.length);
  for (const [index, frame] of recorded.entries()) {
    const { pieces, ...header } = read[index]!;
    const { type, flags, stream, length } = frame;
    same(`header of frame ${index}`, header, { type, flags, stream, length });
    sameBytes(`body of frame ${index}`, joined(pieces), frame.body);
  }
  sameBytes('frames written again', joined(recorded.map(written)), bytes);
}

function written({ type, flags, stream, length, body }: RecordedFrame): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  writeHeader(header, 0, type, flags, stream, length);
  return joined([header, body]);
}
