import type { Socket } from 'node:net';
import type { Client, Scenario, Tally } from '../candidate.js';

const PREFIX_BYTES = 4;

/** `payload` behind its length as `u32` big-endian, in memory that the socket may keep. */
function frame(payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + payload.length);
  bytes.writeUInt32BE(payload.length, 0);
  bytes.set(payload, PREFIX_BYTES);
  return bytes;
}

/** Calls `onFrame` with every complete payload that arrives on `socket`. */
function readFrames(socket: Socket, onFrame: (payload: Uint8Array) => void): void {
  let rest: Buffer | undefined;
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= PREFIX_BYTES) {
      const end = at + PREFIX_BYTES + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      onFrame(bytes.subarray(at + PREFIX_BYTES, end));
      at = end;
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined;
  });
}

/** What a hand-written server on a bare socket does: raw bytes in bulk, otherwise a length before each message. */
export function serveSocket(socket: Socket, scenario: Scenario, tally: Tally): void {
  // Peers that vanish are part of some scenarios and no failure of the server.
  socket.on('error', () => {});
  socket.setNoDelay(true);
  if (scenario === 'bulk') {
    socket.on('data', (chunk: Buffer) => {
      tally.bytes += chunk.length;
    });
  } else if (scenario === 'oneway100') {
    readFrames(socket, (payload) => {
      tally.messages += 1;
      tally.bytes += payload.length;
    });
  } else {
    readFrames(socket, (payload) => void socket.write(frame(payload)));
  }
}

/** The other end of {@link serveSocket}: one write per message. */
export function socketClient(
  socket: Socket,
  scenario: Scenario,
  onReply: (payload: Uint8Array) => void,
): Client {
  socket.setNoDelay(true);
  readFrames(socket, onReply);
  const raw = scenario === 'bulk';
  return {
    post: (payload) => socket.write(raw ? payload : frame(payload)),
    request: (payload) => void socket.write(frame(payload)),
    drained: () => new Promise((resolve) => socket.once('drain', resolve)),
  };
}

/** Ends a connection in order and waits until it is gone. */
export function endSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.resume();
    socket.end();
  });
}
