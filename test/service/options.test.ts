import assert from 'node:assert/strict';
import { chat } from '../../generated/chat.handler.js';
import { createNode as createBrowserNode } from '../../src/browser.js';
import { createNode, generateKey, rawProtocol, type CreateOptions, type RawOptions } from '../../src/node.js';
import { Fabric } from './fabric.js';

const HANDLER = { onSay() {}, onSeen() {} };
const bytes = (facts: Partial<RawOptions>): unknown => ({
  protocols: [
    rawProtocol({ name: '/bytes', versions: ['1'], maxBytes: 9, ...facts }).handle({ onBytes() {} }),
  ],
});

/** What a program without types may pass, beside a key that is right, and what it is told. */
const WRONG: readonly (readonly [options: unknown, text: RegExp])[] = [
  [{ listen: '/ip4/127.0.0.1/tcp/0' }, /listen: a list is needed, \['\/ip4/],
  [{ protocols: chat.handle(HANDLER) }, /protocols: a list is needed, \[chat\.handle/],
  [{ protocols: [chat] }, /a protocol is added with its handler: chat\.handle\(/],
  [{ protocols: [undefined] }, /a protocol is added with its handler/],
  [{ protocols: [{ definition: chat }] }, /a protocol is added with its handler/],
  [{ encryption: 'tls' }, /encryption: 'secio' or 'plaintext' is needed/],
  [{ log: 'secio' }, /log: a function is needed/],
  [{ limits: 'many' }, /limits: 0, 1, 2, 3/],
  [bytes({ name: '' }), /a name and a list of versions, none of them empty/],
  [bytes({ versions: [] }), /a name and a list of versions/],
  [bytes({ versions: [''] }), /a name and a list of versions/],
  [bytes({ versions: '1' as unknown as string[] }), /a name and a list of versions/],
  [bytes({ name: 'x'.repeat(20_000) }), /^.{1,400}: 20000, at most 1024$/],
  [bytes({ name: undefined as unknown as string }), /protocol "undefined".*must be a string/],
  [bytes({ versions: [1] as unknown as string[] }), /protocol "\/bytes".*must be a string/],
  ...[NaN, -1, 0, 1.5, Infinity, '9', undefined].map(
    (maxBytes) => [bytes({ maxBytes: maxBytes as number }), /\/bytes: maxBytes: a whole number/] as const,
  ),
  [bytes({ framing: 'lines' as 'none' }), /framing: one of length-delimited, .* is needed/],
  [bytes({ priority: 'low' as 'normal' }), /priority: high or normal is needed/],
];

describe('service: options of programs without types -> E_INVALID_OPTION', () => {
  for (const [at, [options, text]] of WRONG.entries()) {
    it(`${at + 1}: ${text.source}`, async () => {
      await assert.rejects(createNode({ key: generateKey(), ...(options as object) }), {
        name: 'TentacleError',
        code: 'E_INVALID_OPTION',
        message: text,
      });
    });
  }

  it('none at all, on Node and in browsers', async () => {
    for (const create of [createNode, createBrowserNode]) {
      for (const none of [undefined, null, 'node']) {
        await assert.rejects(create(none as unknown as CreateOptions), {
          code: 'E_INVALID_OPTION',
          message: /options are needed, a key at least: createNode\(\{/,
        });
      }
    }
  });

  it('what is no key -> E_KEY_INVALID, and the text does not quote it', async () => {
    for (const key of ['ab', 'ab'.repeat(32), 5, null, {}, { publicKey: new Uint8Array(33) }]) {
      await assert.rejects(createNode({ key } as unknown as CreateOptions), {
        code: 'E_KEY_INVALID',
        message:
          'E_KEY_INVALID: the option key is 32 bytes, as generateKey() and keyFromHex(text) give them, or { publicKey, sign }',
      });
    }
  });

  it('what `undefined` and `null` stand for is the default', async () => {
    const none = { listen: null, protocols: null, encryption: null, limits: null, log: null };
    for (const options of [none, {}]) {
      const node = await createNode({ key: generateKey(), ...options });
      await node.close();
    }
  });

  it('add() says the same, and E_CLOSED when the node is', async () => {
    const fabric = new Fabric();
    const node = await fabric.node();
    assert.throws(() => node.add(chat as never), { code: 'E_INVALID_OPTION' });
    node.add(chat.handle(HANDLER));
    await node.close();
    assert.throws(() => node.add(rawProtocolBinding()), { code: 'E_CLOSED' });
    await fabric.finish();
  });
});

function rawProtocolBinding(): ReturnType<typeof chat.handle> {
  return rawProtocol({ name: '/late', versions: ['1'], maxBytes: 1 }).handle({ onBytes() {} });
}
