/**
 * Records the captures again: `npx tsx test/interop/wireshark/record.ts`, with the right to capture on `lo`. Then
 * `npx tsx test/interop/wireshark/expect.ts` writes down what the dissectors make of them.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createNode, generateKey, type Node, rawProtocol, type RawPeer } from '../../../src/node.js';
import { capture } from './capture.js';
import { AT_ONCE, PROTOCOLS, type Spoken, TURNS } from './conversation.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const MAX_BYTES = 1 << 20;

/** One end of the recording. */
class Speaker {
  readonly peers = new Map<string, RawPeer>();
  heard = 0;
  #wake: () => void = () => {};

  async start(encryption: 'secio' | 'plaintext', listen: readonly string[]): Promise<Node> {
    const protocols = PROTOCOLS.map((protocol) =>
      rawProtocol({ versions: ['1'], maxBytes: MAX_BYTES, ...protocol }).handle({
        onOpen: (peer) => {
          this.peers.set(protocol.name, peer);
          this.#wake();
        },
        onBytes: () => {
          this.heard++;
          this.#wake();
        },
      }),
    );
    return createNode({ key: generateKey(), encryption, listen, protocols });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  say({ protocol, bytes }: Spoken): void {
    this.peers.get(protocol)!.send.bytes(bytes);
  }
}

async function record(
  file: string,
  encryption: 'secio' | 'plaintext',
  turns: readonly Spoken[],
  atOnce: readonly Spoken[],
) {
  const speakers = { dialer: new Speaker(), listener: new Speaker() };
  const { dialer, listener } = speakers;
  const listening = await listener.start(encryption, ['/ip4/127.0.0.1/tcp/0']);
  const dialling = await dialer.start(encryption, []);
  const [address] = listening.addresses;
  await capture(join(FOLDER, file), Number(/\/tcp\/(\d+)/.exec(address!)![1]), async () => {
    await dialling.dial(address!);
    for (const each of [dialer, listener]) await each.until(() => each.peers.size === PROTOCOLS.length);
    for (const spoken of turns) {
      const other = spoken.by === 'dialer' ? listener : dialer;
      const before = other.heard;
      speakers[spoken.by].say(spoken);
      await other.until(() => other.heard > before);
    }
    const before = listener.heard;
    for (const spoken of atOnce) dialer.say(spoken);
    await listener.until(() => listener.heard === before + atOnce.length);
    await dialling.close();
  });
  await listening.close();
}

await record('plaintext.pcap', 'plaintext', TURNS, AT_ONCE);
await record('encrypted.pcap', 'secio', TURNS.slice(0, 2), []);
