import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors.js';
import type { ProtocolBinding } from '../../src/handler/protocol.js';
import { createNode, type Connection, type Limits, type Node, type SessionHandle } from '../../src/node.js';
import { Multiaddr } from '../../src/address/multiaddr.js';
import { writeOffer } from '../../src/select/negotiation.js';
import { MemoryNetwork, VirtualClock } from '../../src/testing.js';
import {
  ACK,
  DATA,
  GO_AWAY,
  RawReader,
  SYN,
  WINDOW_UPDATE,
  concat,
  data,
  header,
  prefixed,
  type RawFrame,
} from './raw-yamux.js';

/** The hand-made end of a plaintext connection: sends any bytes and keeps every frame that it is sent. */
export class RawPeer {
  readonly frames: RawFrame[] = [];
  /** The connection is over. */
  ended = false;
  readonly #connection: Connection;
  readonly #reader = new RawReader();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.start({
      onData: (bytes, start, end) => this.frames.push(...this.#reader.feed(bytes.slice(start, end))),
      onEnd: () => (this.ended = true),
    });
  }

  send(...parts: Uint8Array[]): void {
    const bytes = concat(parts);
    this.#connection.write([bytes], bytes.length, () => {});
  }

  /** Opens `stream` and asks for a protocol on it. */
  open(stream: number, name: string, versions: readonly string[] = ['1']): void {
    this.send(header(WINDOW_UPDATE, SYN, stream, 0), data(stream, prefixed(writeOffer({ name, versions }))));
  }

  /** Reads no more until told otherwise. */
  pause(paused: boolean): void {
    this.#connection.pause(paused);
  }

  hangUp(): void {
    this.#connection.destroy();
  }

  /** The frames of one stream, or 0 for those of the session. */
  of(stream: number): RawFrame[] {
    return this.frames.filter((frame) => frame.stream === stream);
  }

  /** Everything that was sent as data on one stream. */
  bytesOf(stream: number): Uint8Array {
    return concat(this.of(stream).map(({ body }) => body));
  }

  /** Types and flags of the frames of one stream without data: `1/2` is a WindowUpdate with ACK. */
  controlOf(stream: number): string[] {
    return this.of(stream)
      .filter(({ type }) => type !== DATA)
      .map(({ type, flags }) => `${type}/${flags}`);
  }

  /** Codes of the go aways that were received. */
  get goAways(): number[] {
    return this.frames.filter(({ type }) => type === GO_AWAY).map(({ length }) => length);
  }
}

/** What a rig's node serves and how it is limited. */
export interface RigOptions {
  readonly protocols?: readonly ProtocolBinding[];
  readonly limits?: Partial<Limits>;
}

/** A plaintext node over memory in virtual time, with everything that it reported. */
export class HostileRig {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly node: Node;
  /** Codes of `session:close`; `undefined` when our side closed. */
  readonly closes: (ErrorCode | undefined)[] = [];
  /** Codes of `protocol:refused`. */
  readonly refusals: ErrorCode[] = [];
  /** Codes of `protocol:close`. */
  readonly protocolCloses: (string | undefined)[] = [];
  /** Codes of `problem`. */
  readonly problems: ErrorCode[] = [];

  private constructor(clock: VirtualClock, network: MemoryNetwork, node: Node) {
    this.clock = clock;
    this.network = network;
    this.node = node;
    node.on('session:close', ({ error }) => this.closes.push(error?.code));
    node.on('protocol:refused', ({ error }) => this.refusals.push(error.code));
    node.on('protocol:close', ({ reason }) => this.protocolCloses.push(reason.code));
    node.on('problem', ({ error }) => this.problems.push(error.code));
  }

  static async start({ protocols = [], limits = {} }: RigOptions = {}): Promise<HostileRig> {
    const clock = new VirtualClock();
    const network = new MemoryNetwork(clock);
    const node = await createNode({
      encryption: 'plaintext',
      clock,
      transports: [network.transport()],
      listen: ['/memory/1'],
      protocols,
      limits,
    });
    return new HostileRig(clock, network, node);
  }

  /** A raw peer that dialled the node: the node is the listener and opens nothing. */
  async dialIn(): Promise<RawPeer> {
    const connection = await this.network
      .transport()
      .dial(Multiaddr.parse('/memory/1'), new AbortController().signal);
    const peer = new RawPeer(connection);
    await this.clock.settle();
    return peer;
  }

  /** A raw peer that the node dialled: it has our SYN and our request of every protocol. */
  async dialOut(): Promise<{ readonly peer: RawPeer; readonly session: SessionHandle }> {
    let peer: RawPeer | undefined;
    const listener = await this.network.transport().listen!(Multiaddr.parse('/memory/0'), (connection) => {
      peer = new RawPeer(connection);
    });
    const session = await this.node.dial(listener.address.toString());
    await this.clock.settle();
    await listener.close();
    return { peer: peer!, session };
  }

  /** Sends `parts` and lets the node work. */
  async feed(peer: RawPeer, ...parts: Uint8Array[]): Promise<void> {
    peer.send(...parts);
    await this.clock.settle();
  }

  /** Accepts the stream that the node opened, and its selection. */
  async accept(peer: RawPeer, stream: number, name: string, version = '1'): Promise<void> {
    const reply = data(stream, prefixed(writeOffer({ name, versions: [version] })));
    await this.feed(peer, header(WINDOW_UPDATE, ACK, stream, 0), reply);
  }

  /** A violation was answered with GoAway(1), the session is over for `code`, and nothing is left of it. */
  assertViolation(peer: RawPeer, code: ErrorCode): void {
    assert.deepEqual(this.closes, [code]);
    assert.deepEqual(peer.goAways, [1], 'go aways that the violator was sent');
    assert.equal(peer.frames.at(-1)?.type, GO_AWAY, 'the go away is the last frame');
    assert.equal(peer.ended, true, 'the connection is closed');
  }

  /** Closes the node; no session, timer or byte may be left. */
  async finish(): Promise<void> {
    const closed = this.node.close();
    await this.clock.advance(this.node.limits.goAwayTimeoutMs * 3);
    await closed;
    assert.deepEqual(this.node.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
    assert.equal(this.clock.timers, 0, 'timers that are left');
  }
}
