import assert from 'node:assert/strict';
import { chat } from '../../generated/chat.handler.js';
import { rawProtocol } from '../../src/node.js';
import { twoNodes } from '../../src/testing.js';

const quiet = { onSay() {}, onSeen() {} };

describe('service: a protocol that is added later', () => {
  it('has the whole limits.selectTimeoutMs, however long the session was silent', async () => {
    const { a, b, clock, close } = await twoNodes(
      { protocols: [chat.handle(quiet)] },
      { protocols: [chat.handle(quiet)] },
    );
    const late = rawProtocol({ name: '/late', versions: ['1'], maxBytes: 100 });
    const heard: number[] = [];
    a.add(late.handle({ onBytes() {} }));
    b.add(late.handle({ onBytes: (_peer, bytes) => void heard.push(bytes.length) }));
    await clock.advance(25_000);
    const opened = a.sessions[0]!.protocol(late);
    await clock.settle();
    (await opened).send.bytes(new Uint8Array(7));
    await clock.settle();
    assert.deepEqual(heard, [7]);
    await close();
  });
});
