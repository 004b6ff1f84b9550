/**
 * One node of the mesh, in a process of its own. It is told nothing but the address of one other node; all others it
 * finds through the discovery protocol.
 */
import { chat, type ChatPeer } from '../../generated/chat.handler.js';
import { createNode, generateKey, nodeCrypto, type Node } from '../../src/node.js';
import { discoveryProtocol } from '../../src/protocols/discovery.js';
import { identifyProtocol } from '../../src/protocols/identify.js';
import { pingProtocol } from '../../src/protocols/ping.js';
import { systemClock as clock } from '../../src/service/system-clock.js';
import type { FromPeer, Link, ToPeer } from './messages.js';
import { Neighbours } from './neighbours.js';

/** How often everyone is told a line, in ms. */
const SAY_MS = 400;
/** How often the parent hears about our sessions, in ms. */
const REPORT_MS = 100;
/** Quick enough for a live view. */
const PING_MS = 1_000;

/** Chat lines with one peer. They outlive a session, so a reconnect does not lose them. */
interface Traffic {
  sent: number;
  received: number;
  rttMs?: number;
}

function tell(message: FromPeer): void {
  // The channel is gone when the parent is; then this process ends as well.
  if (process.connected) process.send?.(message);
}

async function run(name: string, bootstrap: string | undefined): Promise<() => Promise<void>> {
  const traffic = new Map<string, Traffic>();
  const trafficWith = (peer: string): Traffic => {
    const known = traffic.get(peer) ?? { sent: 0, received: 0 };
    traffic.set(peer, known);
    return known;
  };

  const node = await createNode({ key: generateKey() });
  const neighbours = new Neighbours(node, (address) => discovery.forget(address));
  const { random } = nodeCrypto;
  const listenAddresses = (): readonly string[] => node.addresses;
  const ping = pingProtocol({
    clock,
    random,
    intervalMs: PING_MS,
    onRtt: (peer, rttMs) => (trafficWith(peer.id).rttMs = rttMs),
  });
  const identify = identifyProtocol({ clock, listenAddresses, allowPrivate: true });
  const discovery = discoveryProtocol({
    clock,
    random,
    listenAddresses,
    allowPrivate: true,
    onAddresses: (addresses) => addresses.forEach((address) => neighbours.want(address)),
  });
  const talk = chat.handle({
    onSay(peer, { text }) {
      const { received } = trafficWith(peer.id);
      trafficWith(peer.id).received = received + 1;
      peer.send.seen({ count: received + 1 });
      tell({ type: 'heard', text });
    },
    onSeen() {},
  });
  for (const { binding } of [ping, identify, discovery]) node.add(binding);
  node.add(talk);
  const address = await node.listen('/ip4/127.0.0.1/tcp/0');
  tell({ type: 'ready', id: node.id, address });
  if (bootstrap !== undefined) neighbours.want(bootstrap, true);

  let line = 0;
  const say = setInterval(() => {
    line += 1;
    for (const peer of node.peers(chat)) trafficWith(peer.id).sent += sayLine(peer, `${name}: line ${line}`);
  }, SAY_MS);
  const report = setInterval(() => tell({ type: 'links', links: linksOf(node, trafficWith) }), REPORT_MS);
  return async () => {
    clearInterval(say);
    clearInterval(report);
    neighbours.close();
    await node.close();
  };
}

function sayLine(peer: ChatPeer, text: string): number {
  // A peer that reads too slowly misses lines; the queue does not grow for it.
  return peer.send.say({ text }) ? 1 : 0;
}

function linksOf(node: Node, traffic: (peer: string) => Traffic): Link[] {
  return node.sessions.map(({ peer, remoteAddress }) => ({ peer, remoteAddress, ...traffic(peer) }));
}

let stop: (() => Promise<void>) | undefined;
process.on('message', (message: ToPeer) => {
  switch (message.type) {
    case 'start':
      run(message.name, message.bootstrap).then(
        (close) => (stop = close),
        (thrown: unknown) => tell({ type: 'failed', message: String(thrown) }),
      );
      break;
    case 'stop':
      void (stop?.() ?? Promise.resolve()).then(() => process.disconnect());
      break;
  }
});
// Without its parent a peer has no reason to live; Ctrl-C reaches the whole group, and the parent decides then.
process.on('disconnect', () => process.exit());
// It may have gone before this line was reached.
if (!process.connected) process.exit();
process.on('SIGINT', () => {});
