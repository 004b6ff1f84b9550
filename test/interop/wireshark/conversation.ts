/** What two nodes say to each other for the recording: every protocol of the schemas, in a fixed order. */
import { Chat } from '../../../generated/chat.js';
import { DiscoveryMessage } from '../../../generated/discovery.js';
import { Echo } from '../../../generated/echo.js';
import { FrameMessage } from '../../../generated/frames.js';
import { IdentifyMessage } from '../../../generated/identify.js';
import { Acknowledge, Identity } from '../../../generated/net_identify.js';
import { PingMessage } from '../../../generated/ping.js';
import { NetworkMessage } from '../../../generated/transmitter.js';
import { pattern } from '../harness/index.js';

export interface Spoken {
  readonly protocol: string;
  readonly by: 'dialer' | 'listener';
  readonly bytes: Uint8Array;
}

/** Protocols with the framings that their schemas give them. */
export const PROTOCOLS = [
  { name: '/demo/chat' },
  { name: '/tentacle/ping' },
  { name: '/tentacle/identify' },
  { name: '/tentacle/net/identify' },
  { name: '/tentacle/discovery', framing: 'length-delimited-twice' },
  { name: '/tentacle/echo' },
  { name: '/tentacle/net/transmitter' },
  { name: '/tentacle/bus/frames' },
] as const;

const address = (last: number): Uint8Array => Uint8Array.of(4, 10, 0, 0, last, 6, 5, 57);

/** Messages that are sent and answered one after the other. */
export const TURNS: readonly Spoken[] = [
  chat('dialer', { type: 'Say', value: { text: 'hello' } }),
  chat('listener', { type: 'Seen', value: { count: 1 } }),
  chat('dialer', { type: 'Say', value: { text: 'Grüße, 世界 😀' } }),
  ping('dialer', 'Ping', 0xdeadbeef),
  ping('listener', 'Pong', 0xdeadbeef),
  {
    protocol: '/tentacle/identify',
    by: 'listener',
    bytes: IdentifyMessage.encode({
      listenAddrs: [{ bytes: address(1) }, { bytes: address(2) }],
      observedAddr: { bytes: address(3) },
      identify: Uint8Array.of(1, 2, 3),
    }),
  },
  {
    protocol: '/tentacle/net/identify',
    by: 'dialer',
    bytes: Identity.encode({
      chainId: 'chain-7',
      addrInfo: { listenAddrs: [address(4)], observedAddr: address(5) },
    }),
  },
  { protocol: '/tentacle/net/identify', by: 'listener', bytes: Acknowledge.encode({}) },
  discovery({
    type: 'GetNodes',
    value: { version: 0, count: 1000, listenPort: 4001, requiredFlags: 2n ** 63n + 1n },
  }),
  discovery({
    type: 'Nodes',
    value: { announce: false, items: [{ addresses: [address(6), address(7)] }, { addresses: [] }] },
  }),
  {
    protocol: '/tentacle/bus/frames',
    by: 'dialer',
    bytes: FrameMessage.encode({
      head: { source: 'a', destination: 'b', forwardForSource: '', forwardForConnectionId: -1n },
      body: {
        type: 'Packet',
        value: {
          streamId: -(2n ** 40n) - 1n,
          streamOffset: 2n ** 53n + 1n,
          content: Uint8Array.of(0xca, 0xfe),
          flags: 5,
          paddingSize: -2,
          timepointMicroseconds: 1_700_000_000_000_000n,
        },
      },
    }),
  },
];

/** What is sent at once: small messages of two protocols in turns, then two that are larger than a segment. */
export const AT_ONCE: readonly Spoken[] = [
  chat('dialer', { type: 'Say', value: { text: 'one' } }),
  ping('dialer', 'Ping', 1),
  chat('dialer', { type: 'Say', value: { text: 'two' } }),
  ping('dialer', 'Ping', 2),
  {
    protocol: '/tentacle/net/transmitter',
    by: 'dialer',
    bytes: NetworkMessage.encode({
      headers: new Map([
        ['trace', Uint8Array.of(1, 2)],
        ['span', Uint8Array.of(3)],
      ]),
      url: '/gossip/blocks',
      content: pattern(40_000),
    }),
  },
  {
    protocol: '/tentacle/echo',
    by: 'dialer',
    bytes: Echo.encode({ type: 'Chunk', value: { payload: pattern(90_000) } }),
  },
];

function chat(by: Spoken['by'], value: Chat): Spoken {
  return { protocol: '/demo/chat', by, bytes: Chat.encode(value) };
}

function ping(by: Spoken['by'], type: 'Ping' | 'Pong', nonce: number): Spoken {
  return {
    protocol: '/tentacle/ping',
    by,
    bytes: PingMessage.encode({ payload: { type, value: { nonce } } }),
  };
}

function discovery(payload: DiscoveryMessage['payload']): Spoken {
  const by = payload.type === 'GetNodes' ? 'dialer' : 'listener';
  return { protocol: '/tentacle/discovery', by, bytes: DiscoveryMessage.encode({ payload }) };
}
