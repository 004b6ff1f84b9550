import assert from 'node:assert/strict';

import { Refusal, type TentacleError } from '../../src/api.js';
import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { calculator, type CalculatorServer } from '../generated/calculator.handler.js';
import { CalculatorEnvelope } from '../generated/calculator.js';

const server: CalculatorServer = {
  onAdd: (_, { left, right }) => ({ value: left + right }),
  async onDivide(_, { left, right }) {
    await Promise.resolve();
    if (right === 0) throw new Refusal('E_DIVIDE', 'by zero');
    return { value: Math.trunc(left / right) };
  },
  onComputed: () => undefined,
};

async function serving(handler: Partial<CalculatorServer> = {}): Promise<TwoNodes> {
  return twoNodes(
    { protocols: [calculator.client()] },
    { protocols: [calculator.handle({ ...server, ...handler })] },
  );
}

/** The code of a rejection, or the value. */
async function settled<T>(nodes: TwoNodes, promise: Promise<T>): Promise<T | string> {
  const result = promise.catch((error: TentacleError) => error.message);
  await nodes.clock.settle();
  return result;
}

describe('a protobuf service', () => {
  it('answers calls, many at once, each with its own type', async () => {
    const nodes = await serving();
    const { request } = nodes.a.peer(nodes.b.id, calculator);
    const results = Promise.all([
      request.add({ left: 2, right: 3 }),
      request.divide({ left: 7, right: 2 }),
      request.add({ left: -1, right: 1 }),
    ]);
    assert.deepEqual(await settled(nodes, results), [{ value: 5 }, { value: 3 }, { value: 0 }]);
    await nodes.close();
  });

  it('refuses with the code and text of the handler, and the protocol stays open', async () => {
    const nodes = await serving();
    const { request } = nodes.a.peer(nodes.b.id, calculator);
    const refused = await settled(nodes, request.divide({ left: 1, right: 0 }));
    assert.equal(refused, 'E_REQUEST_REFUSED: E_DIVIDE: by zero');
    const again = request.divide({ left: 1, right: 0 }).catch((error: TentacleError) => error.cause);
    await nodes.clock.settle();
    assert.deepEqual(await again, new Refusal('E_DIVIDE', 'by zero'));
    assert.deepEqual(await settled(nodes, request.add({ left: 1, right: 1 })), { value: 2 });
    await nodes.close();
  });

  it('tells a stranger nothing about a handler that broke, and its own node everything', async () => {
    const nodes = await serving({
      onAdd: () => {
        throw new Error('the password is 1234');
      },
    });
    const problems: string[] = [];
    nodes.b.on('problem', ({ error }) => problems.push(`${error.code} ${(error.cause as Error).message}`));
    const refused = await settled(
      nodes,
      nodes.a.peer(nodes.b.id, calculator).request.add({ left: 1, right: 1 }),
    );
    assert.equal(refused, 'E_REQUEST_REFUSED: E_HANDLER_FAILED');
    assert.deepEqual(problems, ['E_HANDLER_FAILED the password is 1234']);
    await nodes.close();
  });

  it('hears topics without an answer', async () => {
    const heard: number[] = [];
    const nodes = await serving({ onComputed: (_, { value }) => void heard.push(value) });
    assert.equal(nodes.a.peer(nodes.b.id, calculator).send.computed({ value: 9 }), true);
    await nodes.clock.settle();
    assert.deepEqual(heard, [9]);
    await nodes.close();
  });

  it('is refused by a node that only calls', async () => {
    const nodes = await serving();
    const peer = nodes.b.peer(nodes.a.id, calculator);
    peer.send.computed({ value: 1 });
    const refused = await settled(nodes, peer.request.add({ left: 1, right: 1 }));
    assert.match(refused as string, /^E_REQUEST_REFUSED: .*E_NOT_SERVED/);
    assert.equal(peer.closed, undefined);
    await nodes.close();
  });

  for (const [when, onAdd] of [
    ['at once', () => ({ value: 2 ** 31 })],
    ['later', () => Promise.resolve({ value: 2 ** 31 })],
  ] as const) {
    it(`refuses an answer that does not fit its type, ${when}, and the protocol stays open`, async () => {
      const nodes = await serving({ onAdd });
      const problems: string[] = [];
      nodes.b.on('problem', ({ error }) =>
        problems.push(`${error.code} ${(error.cause as TentacleError).code}`),
      );
      const peer = nodes.a.peer(nodes.b.id, calculator);
      const refused = await settled(nodes, peer.request.add({ left: 1, right: 1 }));
      assert.equal(refused, 'E_REQUEST_REFUSED: E_HANDLER_FAILED');
      assert.deepEqual(problems, ['E_HANDLER_FAILED E_WIRE_VALUE']);
      assert.deepEqual(await settled(nodes, peer.request.divide({ left: 4, right: 2 })), { value: 2 });
      await nodes.close();
    });
  }

  it('refuses without a text where the text is too large for the protocol', async () => {
    const small = calculator.as({ name: '/test/small', maxBytes: 100 });
    const refusing = (): never => {
      throw new Refusal('E_LONG', 'x'.repeat(200));
    };
    const nodes = await twoNodes(
      { protocols: [small.client()] },
      { protocols: [small.handle({ ...server, onAdd: refusing })] },
    );
    const peer = nodes.a.peer(nodes.b.id, small);
    const refused = await settled(nodes, peer.request.add({ left: 1, right: 1 }));
    assert.equal(refused, 'E_REQUEST_REFUSED: E_HANDLER_FAILED');
    assert.equal(peer.closed, undefined);
    await nodes.close();
  });

  it('cuts refusals that are longer than the envelope allows', async () => {
    const nodes = await serving({
      onAdd: () => {
        throw new Refusal('É'.repeat(200), 'ü'.repeat(510) + '👍'.repeat(50));
      },
    });
    const refused = await settled(
      nodes,
      nodes.a.peer(nodes.b.id, calculator).request.add({ left: 1, right: 1 }),
    );
    assert.match(refused as string, /: É{64}: ü{510}👍$/);
    await nodes.close();
  });

  it('numbers its messages by the place or `@id` of the method', () => {
    const add = CalculatorEnvelope.encode({ id: 1, body: { type: 'Add', value: { left: 0, right: 0 } } });
    assert.deepEqual([...add], [0x08, 1, (3 << 3) | 2, 0]);
    const reply = CalculatorEnvelope.encode({ id: 1, body: { type: 'DivideReply', value: { value: 0 } } });
    assert.deepEqual([...reply], [0x08, 1, (6 << 3) | 2, 0]);
  });
});
