import { echo, type EchoHandler } from '../../generated/echo.handler.js';
import { createNode, generateKey, type Node } from '../../src/node.js';
import type { Candidate, OpenSession, Tally } from '../candidate.js';

const LISTEN = '/ip4/127.0.0.1/tcp/0';

/** A handler for messages that are not expected. */
const silent: EchoHandler = { onRequest: () => {}, onReply: () => {}, onChunk: () => {} };

export const candidate: Candidate = {
  async serve() {
    const tally: Tally = { messages: 0, bytes: 0 };
    const handler: EchoHandler = {
      ...silent,
      onRequest: (peer, { payload }) => void peer.send.reply({ payload }),
      onChunk: (_peer, { payload }) => {
        tally.messages += 1;
        tally.bytes += payload.length;
      },
    };
    const node = await createNode({
      key: generateKey(),
      listen: [LISTEN],
      protocols: [echo.handle(handler)],
    });
    return { address: node.addresses[0]!, tally, sessions: () => node.sessions.length };
  },

  async connect(address, _scenario, onReply) {
    const handler: EchoHandler = { ...silent, onReply: (_peer, { payload }) => onReply(payload) };
    const node = await createNode({ key: generateKey(), protocols: [echo.handle(handler)] });
    const session = await node.dial(address);
    const peer = await session.protocol(echo);
    return {
      post: (payload) => {
        if (peer.send.chunk({ payload })) return true;
        // `false` also means that nothing was sent at all: a sender that went on would spin for ever.
        if (peer.closed !== undefined) throw new Error(`the protocol was closed: ${peer.closed.message}`);
        return false;
      },
      request: (payload) => void peer.send.request({ payload }),
      drained: () => peer.drained(),
    };
  },

  dialer(address) {
    // A node keeps one session per peer, so every session needs a node, and an identity, of its own.
    const free: Node[] = [];
    const open = async (): Promise<OpenSession> => {
      const node = free.pop() ?? (await createNode({ key: generateKey() }));
      const session = await node.dial(address);
      return {
        close: async () => {
          await session.close();
          free.push(node);
        },
      };
    };
    return Promise.resolve(open);
  },
};
