import assert from 'node:assert/strict';

import { Refusal, type TentacleError } from '../../src/api.js';
import type { LogEvent } from '../../src/env.js';
import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { calculator } from '../generated/calculator.handler.js';
import { CalculatorEnvelope } from '../generated/calculator.js';
import { calculatorNext } from '../generated/calculator_next.handler.js';
import { CalculatorEnvelope as NextEnvelope } from '../generated/calculator_next.js';
import { HostileRig } from '../hostile/raw-peer.js';
import { WINDOW_UPDATE, concat, data, header, prefixed } from '../hostile/raw-yamux.js';
import { outcome } from './outcome.js';

const old = {
  onAdd: (_: unknown, { left, right }: { left: number; right: number }) => ({ value: left + right }),
  onDivide: () => ({ value: 0 }),
  onComputed: () => undefined,
};
const next = calculatorNext.as({ name: '/test/calculator' });

interface Scene extends TwoNodes {
  /** Codes of closed protocols and of problems of the older node, and its log of unknown methods. */
  readonly seen: string[];
}

/** `a` has the newer schema, `b` the older one. */
async function scene(served = calculator.handle(old)): Promise<Scene> {
  const seen: string[] = [];
  const log = ({ event, detail }: LogEvent): void => {
    if (event === 'unknown-method') seen.push(detail!);
  };
  const nodes = await twoNodes({ protocols: [next.client()] }, { protocols: [served], log });
  nodes.b.on('protocol:close', ({ reason }) => seen.push(`closed ${reason.code}`));
  nodes.b.on('problem', ({ error }) => seen.push(error.code));
  return Object.assign(nodes, { seen });
}

describe('a peer with a newer service', () => {
  it('is refused the methods that we do not have, and goes on with the others', async () => {
    const nodes = await scene();
    const { request } = nodes.a.peer(nodes.b.id, next);
    const refused = request.multiply({ left: 2, right: 3 }).catch((error: TentacleError) => error);
    const added = outcome(request.add({ left: 2, right: 3 }));
    await nodes.clock.settle();
    const error = (await refused) as TentacleError;
    assert.equal(error.code, 'E_REQUEST_REFUSED');
    assert.deepEqual(error.cause, new Refusal('E_METHOD_UNKNOWN', 'method 4'));
    assert.deepEqual(added.value, { value: 5 });
    assert.deepEqual(nodes.seen, ['/test/calculator 4']);
    await nodes.close();
  });

  it('is not heard with topics that we do not have, and goes on', async () => {
    const nodes = await scene();
    const peer = nodes.a.peer(nodes.b.id, next);
    // The log names the first one only: a flood must not fill it.
    for (let i = 0; i < 3; i++) peer.send.forgot({ value: i });
    const added = outcome(peer.request.add({ left: 1, right: 1 }));
    await nodes.clock.settle();
    assert.deepEqual(
      [added.value, peer.closed, nodes.seen],
      [{ value: 2 }, undefined, ['/test/calculator 5']],
    );
    await nodes.close();
  });

  it('is refused in the same way by a node that only calls', async () => {
    const nodes = await scene(calculator.client());
    const { request } = nodes.a.peer(nodes.b.id, next);
    const multiplied = outcome(request.multiply({ left: 2, right: 3 }));
    await nodes.clock.settle();
    assert.equal(multiplied.message, 'E_REQUEST_REFUSED: E_METHOD_UNKNOWN: method 4');
    await nodes.close();
  });

  it('answers what our older schema asks', async () => {
    const serving = { ...old, onMultiply: () => ({ value: 6 }), onForgot: () => undefined };
    const older = calculatorNext.as({ name: '/test/calculator' });
    const nodes = await twoNodes(
      { protocols: [older.handle(serving)] },
      { protocols: [calculator.client()] },
    );
    const added = outcome(nodes.b.peer(nodes.a.id, calculator).request.add({ left: 1, right: 2 }));
    await nodes.clock.settle();
    assert.deepEqual(added.value, { value: 3 });
    await nodes.close();
  });
});

const multiply = { type: 'Multiply', value: { left: 0, right: 0 } } as const;
const call = NextEnvelope.encode({ id: 1, body: multiply });

/** A field of `number` with nothing in it, behind the id 1. */
function envelope(number: number, wireType = 2): Uint8Array {
  return Uint8Array.of(0x08, 1, (number << 3) | wireType, 0);
}

async function hostile(streamQueueBytes = 16 * 1024) {
  const rig = await HostileRig.start({
    protocols: [calculator.handle(old)],
    limits: { pendingHandlers: 3, streamWindowBytes: 256 * 1024, streamQueueBytes },
  });
  const peer = await rig.dialIn();
  peer.open(1, '/test/calculator');
  await rig.clock.settle();
  /** What came back behind the selection. */
  const answers = (): CalculatorEnvelope[] => {
    const bytes = peer.bytesOf(1);
    const view = new DataView(bytes.buffer);
    const found: CalculatorEnvelope[] = [];
    for (let at = 4 + view.getUint32(0); at + 4 <= bytes.length; at += 4 + view.getUint32(at)) {
      const end = at + 4 + view.getUint32(at);
      if (end <= bytes.length) found.push(CalculatorEnvelope.decodeRange(bytes, at + 4, end));
    }
    return found;
  };
  const grants = (): number =>
    peer.of(1).filter(({ type, length }) => type === WINDOW_UPDATE && length > 0).length;
  return { rig, peer, answers, grants };
}

describe('a hostile envelope of a service', () => {
  for (const [what, bytes, code] of [
    ['with nothing in it', new Uint8Array(), 'E_MESSAGE_INVALID'],
    ['with nothing but an id', Uint8Array.of(0x08, 1), 'E_MESSAGE_INVALID'],
    ['whose unknown field is no message', envelope(9, 0), 'E_MESSAGE_INVALID'],
    ['whose id has the form of a method', Uint8Array.of(0x0a, 0), 'E_MESSAGE_INVALID'],
    ['that is cut off', Uint8Array.of(0x08, 1, 0x4a, 5), 'E_MESSAGE_INVALID'],
    ['with an answer of a method that we do not have', envelope(10), 'E_REPLY_UNEXPECTED'],
  ] as const) {
    it(`${what}: ${code} and no problem`, async () => {
      const { rig, peer } = await hostile();
      await rig.feed(peer, data(1, prefixed(bytes)));
      assert.deepEqual([rig.protocolCloses, rig.problems], [[code], []]);
      await rig.finish();
    });
  }

  it('with several unknown methods is refused once, and one that we know counts', async () => {
    const { rig, peer, answers } = await hostile();
    await rig.feed(peer, data(1, prefixed(concat([envelope(9), envelope(11)]))));
    await rig.feed(peer, data(1, prefixed(concat([envelope(9), envelope(3), envelope(11)]))));
    assert.deepEqual(
      answers().map(({ body }) => body),
      [
        { type: 'Refused', value: { code: 'E_METHOD_UNKNOWN', message: 'method 5' } },
        { type: 'AddReply', value: { value: 0 } },
      ],
    );
    await rig.finish();
  });

  it('with the largest number that a field can have is refused', async () => {
    const { rig, peer, answers } = await hostile();
    await rig.feed(peer, data(1, prefixed(Uint8Array.of(0x08, 1, 0xfa, 0xff, 0xff, 0xff, 0x0f, 0))));
    const [{ body }] = answers() as [CalculatorEnvelope];
    assert.deepEqual(body, {
      type: 'Refused',
      value: { code: 'E_METHOD_UNKNOWN', message: `method ${2 ** 28 - 1}` },
    });
    await rig.finish();
  });
});

describe('a flood of unknown methods', () => {
  const count = Math.ceil((256 * 1024 * 0.6) / prefixed(call).length);

  it('whose refusals nobody reads gets no more credit until they have left', async () => {
    const { rig, peer, answers, grants } = await hostile();
    peer.pause(true);
    const flood = concat(new Array<Uint8Array>(count).fill(prefixed(call)));
    for (let at = 0; at < flood.length; at += 16 * 1024) {
      await rig.feed(peer, data(1, flood.subarray(at, at + 16 * 1024)));
    }
    peer.pause(false);
    await rig.clock.settle();
    assert.equal(grants(), 0, 'the refusals wait for credit of the remote');
    assert.ok(answers().length < count);
    await rig.feed(peer, header(WINDOW_UPDATE, 0, 1, 4 * 1024 * 1024));
    assert.deepEqual([answers().length, grants()], [count, 1]);
    assert.deepEqual([rig.problems, rig.protocolCloses], [[], []]);
    await rig.finish();
  });

  it('without ids costs no answers at all', async () => {
    const { rig, peer, answers } = await hostile();
    const topic = prefixed(NextEnvelope.encode({ id: 0, body: { type: 'Forgot', value: { value: 1 } } }));
    await rig.feed(peer, data(1, concat(new Array<Uint8Array>(1000).fill(topic))));
    assert.deepEqual([answers(), rig.problems, rig.protocolCloses], [[], [], []]);
    await rig.finish();
  });
});
