import assert from 'node:assert/strict';
import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Role } from '../../src/node.js';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.js';
import { Mux, type MuxStream } from '../../src/session/mux.js';
import { SendQueue } from '../../src/session/send-queue.js';
import type { StreamConsumer, YamuxStream } from '../../src/yamux/stream.js';
import { goPeer, needs, pattern, sha256, type GoPeer } from './harness/index.js';

const DEADLINE_MS = 20_000;
const MIB = 1 << 20;

/** A stream of {@link RawYamux}, bytes in and out without selection or messages. */
class RawStream implements MuxStream, StreamConsumer {
  readonly stream: YamuxStream;
  readonly queue = new SendQueue();
  readonly scheduled = { high: false, normal: false };
  waiting = false;
  normalEpoch = -1;
  barrierEpoch = -1;
  closed: true | undefined;
  onDrained = (): void => {};
  readonly received: Uint8Array[] = [];
  length = 0;
  fin = false;
  wasReset = false;
  readonly #yamux: RawYamux;

  constructor(yamux: RawYamux, stream: YamuxStream) {
    this.#yamux = yamux;
    this.stream = stream;
    stream.consumer = this;
  }

  write(bytes: Uint8Array): void {
    // In pieces, as an application would: one queue entry is one message to the scheduler.
    for (let at = 0; at < bytes.length; at += 100_000) {
      const piece = bytes.subarray(at, at + 100_000);
      this.queue.push(piece.slice(), 'normal');
      this.#yamux.mux.queued(this, piece.length, 'normal');
    }
  }

  finish(): void {
    this.closed = true;
    this.#yamux.mux.finishing(this);
  }

  reset(): void {
    this.#yamux.mux.discard(this);
    this.#yamux.mux.reset(this);
    this.#yamux.mux.wantFlush();
  }

  get digest(): string {
    return sha256(Buffer.concat(this.received));
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    this.received.push(bytes.slice(start, end));
    this.length += end - start;
    this.#yamux.changed();
  }

  onCredit(): void {
    this.#yamux.mux.credited(this);
  }

  onRemoteFin(): void {
    this.fin = true;
    this.#yamux.changed();
  }

  onReset(): void {
    this.wasReset = true;
    this.#yamux.changed();
  }
}

/** Our yamux and scheduler on a plain socket: what hashicorp/yamux speaks, without tentacle's layers. */
class RawYamux {
  readonly mux: Mux;
  readonly streams: RawStream[] = [];
  goAwayCode: number | undefined;
  rttMs: number | undefined;
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  #flushing = false;

  constructor(socket: Socket, role: Role, limits: Partial<Limits> = {}) {
    this.#socket = socket;
    const write = (chunks: Uint8Array[], bytes: number): void => {
      socket.write(Buffer.concat(chunks), () => this.mux.written(bytes, performance.now()));
    };
    this.mux = new Mux(
      role,
      { ...DEFAULT_LIMITS, sessionQueueMaxBytes: 64 * MIB, ...limits },
      performance.now(),
      write,
      {
        wantFlush: () => this.#wantFlush(),
        onBlocked: (error) => socket.destroy(error),
        onStream: (stream) => {
          this.streams.push(new RawStream(this, stream));
          this.changed();
        },
        onPlaceFree: () => this.changed(),
        onPong: (rttMs) => {
          this.rttMs = rttMs;
          this.changed();
        },
        onGoAway: (code) => {
          this.goAwayCode = code;
          this.changed();
        },
      },
    );
    socket.on('data', (chunk) => {
      const copy = new Uint8Array(chunk);
      this.mux.receive(copy, 0, copy.length, performance.now());
    });
    socket.on('close', () => this.changed());
  }

  open(): RawStream {
    const stream = new RawStream(this, this.mux.yamux.open());
    this.streams.push(stream);
    return stream;
  }

  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} within ${DEADLINE_MS} ms`)), DEADLINE_MS);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  #wantFlush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.mux.flush(performance.now());
    });
  }
}

describe('hashicorp/yamux in Go, plaintext', function () {
  this.timeout(60_000);

  before(needs('go'));

  for (const role of ['dialer', 'listener'] as const) {
    describe(`with us as ${role}`, () => {
      let go: GoPeer;
      let ours: RawYamux;
      let session: number;

      beforeEach(async () => {
        go = await goPeer({ streamCloseTimeoutMs: 2_000 });
        if (role === 'dialer') {
          const [host, port] = (await go.listen()).split(':');
          const socket = connect({ host: host!, port: Number(port), noDelay: true });
          await once(socket, 'connect');
          ours = new RawYamux(socket, 'dialer');
        } else {
          const server = createServer({ noDelay: true });
          server.listen(0, '127.0.0.1');
          await once(server, 'listening');
          const accepted = once(server, 'connection');
          go.command({
            command: 'dial',
            address: `127.0.0.1:${(server.address() as { port: number }).port}`,
          });
          const [socket] = (await accepted) as [Socket];
          server.close();
          ours = new RawYamux(socket, 'listener');
        }
        ({ session } = await go.next('session-open'));
      });

      afterEach(async () => {
        await ours?.close();
        await go?.stop();
      });

      it('carries 5 MiB there and back on a stream that we opened: credit both ways', async () => {
        const stream = ours.open();
        const bytes = pattern(5 * MIB);
        stream.write(bytes);
        await ours.until('5 MiB back', () => stream.length === bytes.length);
        assert.equal(stream.digest, sha256(bytes));
      });

      it('takes 5 MiB on a stream that Go opened, and answers', async () => {
        go.command({ command: 'open', session });
        const { stream } = await go.next('stream-open', { by: 'local' });
        await ours.until('stream', () => ours.streams.length === 1);
        go.command({ command: 'send', session, stream, size: 5 * MIB });
        await ours.until('5 MiB', () => ours.streams[0]!.length === 5 * MIB);
        assert.equal(ours.streams[0]!.digest, sha256(pattern(5 * MIB)));
        ours.streams[0]!.write(pattern(10));
        await go.next('data', { stream, total: 10 });
      });

      it('half-closes both ways: Go sees our FIN, we see its FIN', async () => {
        const stream = ours.open();
        stream.write(pattern(300_000));
        stream.finish();
        const end = await go.next('stream-end');
        assert.deepEqual([end.length, end.clean], [300_000, true]);
        await ours.until('FIN', () => stream.fin);
        // The other half stayed open until the echo was through.
        assert.equal(stream.length, 300_000);
        assert.equal(ours.mux.yamux.streamCount, 0);
      });

      it('resets: Go sees our RST', async () => {
        const stream = ours.open();
        stream.write(pattern(10));
        await ours.until('echo', () => stream.length === 10);
        stream.reset();
        const { reset } = await go.next('error', ({ reset }) => reset === true);
        assert.equal(reset, true);
        assert.equal(ours.mux.yamux.streamCount, 0);
      });

      it('is reset: we see the RST of a half-closed stream that Go gave up', async () => {
        go.command({ command: 'open', session });
        const { stream } = await go.next('stream-open', { by: 'local' });
        await ours.until('stream', () => ours.streams.length === 1);
        go.command({ command: 'close-stream', session, stream });
        await ours.until('FIN', () => ours.streams[0]!.fin);
        await ours.until('RST', () => ours.streams[0]!.wasReset);
      });

      it('answers pings and is answered', async () => {
        go.command({ command: 'ping', session });
        await go.next('pong');
        ours.mux.yamux.ping(performance.now());
        await ours.until('pong', () => ours.rttMs !== undefined);
      });

      it('hears go away and says it', async () => {
        go.command({ command: 'go-away', session });
        await ours.until('go away', () => ours.goAwayCode === 0);
        ours.mux.flush(performance.now());
        assert.ok(ours.mux.yamux.goingAway, 'answered');
        assert.ok(ours.mux.yamux.finished(performance.now()));
      });

      it('keeps many streams apart', async () => {
        const streams = Array.from({ length: 100 }, () => ours.open());
        for (const [index, stream] of streams.entries()) stream.write(pattern(1_000 + index));
        await ours.until('echoes', () => streams.every(({ length }, index) => length === 1_000 + index));
        for (const [index, stream] of streams.entries())
          assert.equal(stream.digest, sha256(pattern(1_000 + index)));
      });
    });
  }
});
