import assert from 'node:assert/strict';
import type { CloseReason, Connection, ErrorCode, Node, TentacleError, Transport } from '../../src/api.js';
import { lookup, type LookupHandler, type LookupPeer } from '../generated/lookup.handler.js';
import { Fabric } from './fabric.js';

const nothing: LookupHandler = { onFind: () => ({}), onFindNow: () => ({}) };

/** A request under way, and everything that tells of its end. */
interface Asked {
  readonly fabric: Fabric;
  readonly node: Node;
  readonly remote: Node;
  readonly peer: LookupPeer;
  /** The remote's end of the connection, to be cut or held up. */
  readonly connection: Connection;
  readonly failed: Promise<TentacleError>;
  readonly reasons: CloseReason[];
}

async function asked(handler: Partial<LookupHandler>, encryption: 'secio' | 'plaintext'): Promise<Asked> {
  const fabric = new Fabric();
  const reasons: CloseReason[] = [];
  const ours = lookup.handle({ ...nothing, onClose: (_, reason) => void reasons.push(reason) });
  const node = await fabric.node({ protocols: [ours], encryption, limits: { pendingRequests: 2 } });
  let connection: Connection | undefined;
  const transport = fabric.network.transport();
  const watched: Transport = {
    ...transport,
    listen: (address, accept) => transport.listen!(address, (made) => accept((connection = made))),
  };
  const remote = await fabric.node({
    protocols: [lookup.handle({ ...nothing, ...handler })],
    transports: [watched],
    listen: ['/memory/1'],
    encryption,
    // Only our side asks whether the other one is alive.
    limits: { keepaliveMs: 1_000_000 },
  });
  const dialled = node.dial('/memory/1');
  await fabric.clock.settle();
  const opened = (await dialled).protocol(lookup);
  await fabric.clock.settle();
  const peer = await opened;
  const failed = rejection(peer.request.find({ name: 'a' }, { timeoutMs: 300_000 }));
  await fabric.clock.settle();
  return { fabric, node, remote, peer, connection: connection!, failed, reasons };
}

function rejection(promise: Promise<unknown>): Promise<TentacleError> {
  return promise.then(
    () => assert.fail('it was answered'),
    (error: TentacleError) => error,
  );
}

const never = (): Promise<never> => new Promise(() => {});

describe('service: what is behind a closed protocol', () => {
  /** How the remote ends it, and what our side calls that. */
  const ends: readonly (readonly [ErrorCode, Partial<LookupHandler>, (asked: Asked) => Promise<void>])[] = [
    [
      'E_CONNECTION_LOST',
      { onFind: never },
      ({ connection, fabric }) => (connection.destroy(), fabric.clock.settle()),
    ],
    [
      'E_YAMUX_PING_TIMEOUT',
      { onFind: never },
      ({ connection, fabric }) => (connection.pause(true), fabric.clock.advance(61_000)),
    ],
    [
      'E_YAMUX_RESET',
      {
        onFind: () => {
          throw new Error('mine');
        },
      },
      () => Promise.resolve(),
    ],
  ];
  for (const [code, handler, end] of ends) {
    it(`${code} is the cause of E_PROTOCOL_CLOSED, in the reason of onClose, and names the remote`, async () => {
      const all = await asked(handler, 'secio');
      const { fabric, node, remote, peer, failed, reasons } = all;
      const closed: unknown[] = [];
      node.on('session:close', ({ error }) => closed.push([error?.code, error?.remote]));
      await end(all);
      for (const error of [await failed, await rejection(peer.request.find({ name: 'late' }))]) {
        assert.deepEqual([error.code, error.remote], ['E_PROTOCOL_CLOSED', remote.id]);
        const { cause } = error as { cause?: TentacleError };
        assert.deepEqual([cause?.code, cause?.remote], [code, remote.id]);
        assert.equal(error.message, `E_PROTOCOL_CLOSED: ${cause!.message}`);
        assert.equal(reasons[0]!.error, cause);
      }
      assert.deepEqual(closed, code === 'E_YAMUX_RESET' ? [] : [[code, remote.id]]);
      await fabric.finish();
    });
  }

  it('is no error where the protocol was closed in order', async () => {
    const { fabric, remote, failed, reasons, node } = await asked({ onFind: never }, 'secio');
    remote.peer(node.id, lookup).close();
    await fabric.clock.settle();
    const error = await failed;
    assert.deepEqual([error.code, error.remote, error.cause], ['E_PROTOCOL_CLOSED', remote.id, undefined]);
    assert.equal(reasons[0]!.error, undefined);
    await fabric.finish();
  });

  it('nobody is named in plaintext', async () => {
    const { fabric, failed, connection } = await asked({ onFind: never }, 'plaintext');
    connection.destroy();
    await fabric.clock.settle();
    const error = await failed;
    assert.deepEqual([error.remote, (error.cause as TentacleError).remote], [undefined, undefined]);
    await fabric.finish();
  });
});

describe('service: errors that name the remote', () => {
  it('of requests that time out, are aborted, are too many; of a session that is over', async () => {
    const { fabric, node, remote, peer } = await asked({ onFind: never }, 'secio');
    const late = rejection(peer.request.find({ name: 'b' }, { timeoutMs: 10 }));
    const tooMany = rejection(peer.request.find({ name: 'c' }));
    await fabric.clock.advance(20);
    const aborted = rejection(peer.request.find({ name: 'c' }, { signal: AbortSignal.abort() }));
    const session = node.session(remote.id)!;
    const closed = session.close();
    await fabric.clock.settle();
    await closed;
    const errors = [
      await late,
      await tooMany,
      await aborted,
      await rejection(session.ping()),
      await rejection(session.protocol(lookup)),
    ];
    assert.deepEqual(
      errors.map(({ code, remote }) => [code, remote]),
      ['E_REQUEST_TIMEOUT', 'E_REQUESTS_FULL', 'E_ABORTED', 'E_SESSION_CLOSED', 'E_SESSION_CLOSED'].map(
        (code) => [code, remote.id],
      ),
    );
    await fabric.finish();
  });
});
