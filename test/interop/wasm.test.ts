import assert from 'node:assert/strict';
import { createNode, generateKey, rawProtocol, type Node, type RawPeer } from '../../src/node.js';
import {
  answerFiber,
  answerLightClient,
  FIBER_PROTOCOLS,
  LIGHT_CLIENT_PROTOCOLS,
  type ForeignProtocol,
} from './ckb.js';
import { fiber, lightClient, needs } from './harness/index.js';

/** The WASM peers leave a session that they do not like within 30 s: this long says that they like it. */
const STAY_MS = 41_000;

type Answer = (protocol: string, message: Uint8Array) => Uint8Array | undefined;

/** Our node, serving what a foreign peer opens. */
class Server {
  readonly opened = new Map<string, RawPeer>();
  readonly received = new Map<string, number>();
  readonly errors: string[] = [];
  closed = 0;
  readonly node: Promise<Node>;
  readonly #waiting = new Set<() => void>();

  constructor(protocols: readonly ForeignProtocol[], answer: Answer) {
    this.node = createNode({
      key: generateKey(),
      listen: ['/ip4/127.0.0.1/tcp/0/ws'],
      protocols: protocols.map(({ name, version, maxBytes, flagByte }) =>
        rawProtocol({ name, versions: [version], maxBytes: maxBytes + (flagByte ? 1 : 0) }).handle({
          onOpen: (peer) => {
            this.opened.set(name, peer);
            this.#look();
          },
          onBytes: (peer, bytes) => {
            this.received.set(name, (this.received.get(name) ?? 0) + 1);
            const reply = answer(name, flagByte ? bytes.subarray(1) : bytes);
            if (reply !== undefined) peer.send.bytes(reply);
            this.#look();
          },
        }),
      ),
    }).then((node) => {
      node.on('session:close', ({ error }) => {
        this.closed += 1;
        this.errors.push(error?.message ?? 'closed by us');
      });
      node.on('problem', ({ error }) => this.errors.push(error.message));
      return node;
    });
  }

  async until(what: string, condition: () => boolean, deadlineMs = 60_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what}; open: ${[...this.opened.keys()]}; ${this.errors.join('; ')}`)),
        deadlineMs,
      );
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  /** Resolves after {@link STAY_MS} if the session is still there. */
  async stays(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, STAY_MS));
    assert.deepEqual(this.errors, []);
    assert.equal((await this.node).sessions.length, 1);
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

describe('tentacle in WebAssembly', function () {
  this.timeout(180_000);

  before(needs('wasm'));

  it('the CKB light client opens its protocols with us and stays for 40 s', async () => {
    const server = new Server(LIGHT_CLIENT_PROTOCOLS, answerLightClient);
    const node = await server.node;
    // The address names the peer behind the transport: /ip4/…/tcp/…/ws/p2p/Qm…
    const client = await lightClient({ bootnode: node.addresses[0]! });
    try {
      const required = LIGHT_CLIENT_PROTOCOLS.filter((protocol) => protocol.required);
      await server.until('protocols', () => required.every(({ name }) => server.opened.has(name)));
      await server.until('identify', () => (server.received.get('/ckb/identify') ?? 0) > 0);
      await server.stays();
      client.command({ command: 'peers' });
      const { value } = await client.next('result', { command: 'peers' });
      assert.match(JSON.stringify(value), new RegExp(node.id), 'it lists us as a peer');
    } finally {
      await client.stop();
      await node.close();
    }
  });

  it('the Fiber node dials us on command, opens its protocols and stays for 40 s', async () => {
    const server = new Server(FIBER_PROTOCOLS, answerFiber);
    const node = await server.node;
    const client = await fiber();
    try {
      client.command({ command: 'connect', address: node.addresses[0]! });
      await client.next('result', { command: 'connect' });
      await server.until('protocols', () => FIBER_PROTOCOLS.every(({ name }) => server.opened.has(name)));
      await server.until('Init', () => (server.received.get('/p2p/42') ?? 0) > 0);
      await server.stays();
    } finally {
      await client.stop();
      await node.close();
    }
  });
});
