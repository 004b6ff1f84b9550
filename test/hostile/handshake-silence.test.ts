import assert from 'node:assert/strict';
import { Multiaddr } from '../../src/address/multiaddr.js';
import {
  createNode,
  DialError,
  type Connection,
  type CreateOptions,
  type ErrorCode,
  type KeyProvider,
  type Node,
} from '../../src/node.js';
import { MemoryNetwork, VirtualClock } from '../../src/testing.js';
import { ALICE, BOB, ONE_SUITE, Victim } from './handshake-rig.js';

const TIMEOUT_MS = 4_000;

/** A remote that shakes hands honestly but falls silent after so many of its messages. */
function falterAfter(connection: Connection, messages: number): void {
  const { machine, written } = new Victim(BOB);
  let sent = 0;
  const speak = (): void => {
    for (; sent < Math.min(messages, written.length); sent++) {
      connection.write([written[sent]!], written[sent]!.length, () => {});
    }
  };
  connection.start({
    onData: (bytes, start, end) => {
      machine.receive(bytes, start, end);
      speak();
    },
    onEnd: () => {},
  });
  speak();
}

interface Scene {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly node: Node;
  /** Codes of `inbound:failed`. */
  readonly inbound: ErrorCode[];
}

async function scene(options: Partial<CreateOptions> = {}): Promise<Scene> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const node = await createNode({
    key: ALICE.secret,
    proposals: ONE_SUITE,
    clock,
    transports: [network.transport()],
    listen: ['/memory/1'],
    limits: { handshakeTimeoutMs: TIMEOUT_MS },
    ...options,
  });
  const inbound: ErrorCode[] = [];
  node.on('inbound:failed', ({ error }) => inbound.push(error.code));
  return { clock, network, node, inbound };
}

async function finish({ clock, node }: Scene): Promise<void> {
  const closed = node.close();
  await clock.advance(60_000);
  await closed;
  assert.deepEqual(node.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
  assert.equal(clock.timers, 0);
}

function connect({ network }: Scene): Promise<Connection> {
  return network.transport().dial(Multiaddr.parse('/memory/1'), new AbortController().signal);
}

/** The code of the only attempt of a dial that fails. */
async function dialCode(dialled: Promise<unknown>): Promise<ErrorCode> {
  const error: unknown = await dialled.then(
    () => assert.fail('the dial succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DialError);
  assert.equal(error.attempts.length, 1);
  return error.attempts[0]!.code;
}

describe('hostile handshake: silence ends at limits.handshakeTimeoutMs (1.9, R18)', () => {
  ['its Propose', 'its Exchange', 'its nonce record'].forEach((missing, messages) => {
    it(`an inbound remote that never sends ${missing} -> E_SECIO_TIMEOUT`, async () => {
      const stage = await scene();
      falterAfter(await connect(stage), messages);
      await stage.clock.advance(TIMEOUT_MS - 1);
      assert.deepEqual(stage.inbound, []);
      assert.equal(stage.node.usage().pendingInbound, 1);
      await stage.clock.advance(1);
      assert.deepEqual(stage.inbound, ['E_SECIO_TIMEOUT']);
      assert.equal(stage.node.usage().pendingInbound, 0);
      await finish(stage);
    });

    it(`a dialled remote that never sends ${missing} -> E_SECIO_TIMEOUT`, async () => {
      const stage = await scene();
      await stage.network.transport().listen!(Multiaddr.parse('/memory/7'), (connection) =>
        falterAfter(connection, messages),
      );
      const dialled = dialCode(stage.node.dial('/memory/7'));
      await stage.clock.advance(TIMEOUT_MS);
      assert.equal(await dialled, 'E_SECIO_TIMEOUT');
      await finish(stage);
    });

    it(`a remote that hangs up before ${missing} -> E_SECIO_EOF`, async () => {
      const stage = await scene();
      const connection = await connect(stage);
      falterAfter(connection, messages);
      await stage.clock.settle();
      connection.destroy();
      await stage.clock.settle();
      assert.deepEqual(stage.inbound, ['E_SECIO_EOF']);
      await finish(stage);
    });
  });

  it('a remote that sends one byte a second does not move the deadline', async () => {
    const stage = await scene();
    const connection = await connect(stage);
    connection.start({ onData: () => {}, onEnd: () => {} });
    const [propose] = new Victim(BOB).written;
    for (let second = 0; second < 4; second++) {
      assert.deepEqual(stage.inbound, []);
      connection.write([propose!.slice(second, second + 1)], 1, () => {});
      await stage.clock.advance(1_000);
    }
    assert.deepEqual(stage.inbound, ['E_SECIO_TIMEOUT']);
    await finish(stage);
  });
});

describe('hostile handshake: our own key provider', () => {
  const providers: readonly (readonly [string, () => Promise<Uint8Array> | Uint8Array, ErrorCode])[] = [
    [
      'throws',
      () => {
        throw new Error('the device is gone');
      },
      'E_SECIO_SIGNER',
    ],
    ['rejects', () => Promise.reject(new Error('the user said no')), 'E_SECIO_SIGNER'],
    ['never answers', () => new Promise(() => {}), 'E_SECIO_TIMEOUT'],
  ];
  for (const [title, sign, code] of providers) {
    it(`${title} -> ${code}, and the remote learns nothing but our Propose`, async () => {
      const key: KeyProvider = { publicKey: ALICE.publicKey, sign };
      const stage = await scene({ key });
      const connection = await connect(stage);
      let received = 0;
      const { machine, written } = new Victim(BOB);
      connection.start({
        onData: (bytes, start, end) => {
          received += end - start;
          machine.receive(bytes, start, end);
        },
        onEnd: () => {},
      });
      connection.write([written[0]!], written[0]!.length, () => {});
      await stage.clock.advance(TIMEOUT_MS);
      assert.deepEqual(stage.inbound, [code]);
      assert.equal(received, new Victim(ALICE).written[0]!.length);
      await finish(stage);
    });
  }

  it('answers after the deadline: nothing is sent and nothing fails twice', async () => {
    let answer = (_signature: Uint8Array): void => {};
    const sign = (): Promise<Uint8Array> => new Promise((resolve) => (answer = resolve));
    const stage = await scene({ key: { publicKey: ALICE.publicKey, sign } });
    falterAfter(await connect(stage), 1);
    await stage.clock.advance(TIMEOUT_MS);
    answer(new Uint8Array(70));
    await stage.clock.advance(60_000);
    assert.deepEqual(stage.inbound, ['E_SECIO_TIMEOUT']);
    await finish(stage);
  });

  it('fails after the deadline: the machine says so once', () => {
    const victim = new Victim(ALICE, {}, false);
    victim.machine.receive(new Victim(BOB).written[0]!);
    victim.machine.timedOut();
    victim.machine.signFailed(new Error('too late'));
    assert.equal(victim.code, 'E_SECIO_TIMEOUT');
  });
});
