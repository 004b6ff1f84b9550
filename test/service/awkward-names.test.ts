import assert from 'node:assert/strict';

import { twoNodes } from '../../src/testing.js';
import { awkward, type AwkwardHandler } from '../generated/awkward.handler.js';
import { class$ } from '../generated/class.handler.js';
import { search, sum } from '../generated/several.handler.js';
import { outcome } from './outcome.js';

const handler: AwkwardHandler = {
  onNew: () => ({}),
  onChannel: () => Promise.resolve({}),
  onPeer: () => ({ link: 7 }),
  onMessage: () => undefined,
  onThen: (peer, message) => void peer.send.message(Uint8Array.from(message)),
};

describe('protocols with names that mean something else', () => {
  it('ask, answer and send as all others do', async () => {
    const heard: Uint8Array[] = [];
    const left = awkward.handle({ ...handler, onMessage: (_, message) => void heard.push(message) });
    const nodes = await twoNodes({ protocols: [left] }, { protocols: [awkward.handle(handler)] });
    const { request, send } = nodes.a.peer(nodes.b.id, awkward);
    const answers = [request.new({}), request.channel({}), request.peer({})].map((answer) =>
      outcome<unknown>(answer),
    );
    send.then([1, 2, 3]);
    await nodes.clock.settle();
    assert.deepEqual(
      answers.map(({ value }) => value),
      [{ key: 1 }, { reply: 1n }, { message: 1, link: 7 }],
    );
    assert.deepEqual(heard, [Uint8Array.of(1, 2, 3)]);
    await nodes.close();
  });

  it('are named after their file, or after their root where a file has several', async () => {
    const finding = { onFind: () => ({ value: 'x' }), onReach: () => ({}) };
    const summing = {
      onNew: (_: unknown, { terms }: { terms: number[] }) => ({
        total: terms.reduce((total, term) => total + BigInt(term), 0n),
      }),
    };
    const lesson = { dialer: {}, listener: { onWord: () => undefined, onPause: () => undefined } };
    const nodes = await twoNodes(
      { protocols: [sum.client(), search.handle(finding), class$.handle(lesson)] },
      { protocols: [sum.handle(summing), search.handle(finding), class$.handle(lesson)] },
    );
    const total = outcome(nodes.a.peer(nodes.b.id, sum).request.new({ terms: [1, 2] }));
    const { request } = nodes.a.peer(nodes.b.id, search);
    const [found, reached] = [outcome(request.find({ name: 'a' })), outcome(request.reach({}))];
    const pupil = nodes.a.peer(nodes.b.id, class$);
    assert.ok(pupil.role === 'dialer' && pupil.send.word({ length: 3 }));
    await nodes.clock.settle();
    assert.deepEqual(
      [total.value, found.value, reached.value],
      [{ total: 3n }, { id: 1, value: 'x' }, { timeMs: 1 }],
    );
    await nodes.close();
  });
});
