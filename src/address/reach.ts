import { fail } from '../errors.js';
import { formatIp4, ip4OfMapped, parseIp4, parseIp6 } from './ip.js';
import { Multiaddr } from './multiaddr.js';
import type { ProtocolName } from './multiaddr-protocols.js';

/** Where to connect to or to listen on. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  /** `dns`: `host` is a name and must be resolved. `dns4` and `dns6` are not told apart, as in tentacle. */
  readonly family: 'ip4' | 'ip6' | 'dns';
}

const FAMILIES: Partial<Record<ProtocolName, SocketAddress['family']>> = {
  ip4: 'ip4',
  ip6: 'ip6',
  dns4: 'dns',
  dns6: 'dns',
};

/**
 * The first host of an address that `tcp` follows directly (tentacle's TCP transport, dial). What stands before or
 * behind it does not matter: `/p2p/Qm…/ip4/127.0.0.1/tcp/1` has one, `/ip4/127.0.0.1/p2p/Qm…/tcp/1` has none.
 */
export function socketAddress({ components }: Multiaddr): SocketAddress | undefined {
  for (let at = 0; at + 1 < components.length; at++) {
    const { protocol, value: host } = components[at] ?? {};
    const family = protocol && FAMILIES[protocol];
    if (family === undefined || !host) continue;
    // The step behind a host is used up with it, also where it is another host.
    const next = components[++at];
    if (next?.protocol === 'tcp') return { host, port: Number(next.value), family };
  }
  return undefined;
}

/** What carries the bytes of a session. */
export type TransportName = 'tcp' | 'ws' | 'wss' | 'tls' | 'memory' | 'onion' | 'quic';

const TRANSPORTS: Partial<Record<ProtocolName, TransportName>> = {
  ws: 'ws',
  wss: 'wss',
  tls: 'tls',
  memory: 'memory',
  onion3: 'onion',
  'quic-v1': 'quic',
};

/** The transport that the first telling step names; plain TCP if none does (tentacle's transport choice). */
export function transportOf({ components }: Multiaddr): TransportName {
  for (const { protocol } of components) {
    const transport = TRANSPORTS[protocol];
    if (transport !== undefined) return transport;
  }
  return 'tcp';
}

/**
 * The address of a socket's end. An IPv4 address that came in through a dual-stack IPv6 socket (`::ffff:127.0.0.1`)
 * becomes `ip4`, or one peer would have two addresses; a zone (`fe80::1%eth0`) is dropped, it means nothing elsewhere.
 *
 * @throws `E_ADDRESS_INVALID` if `host` is no IP address
 */
export function fromSocket(host: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Multiaddr {
  const [bare = ''] = host.split('%');
  const ip6 = parseIp6(bare);
  const mapped = ip6 && ip4OfMapped(ip6);
  if (ip6 === undefined && parseIp4(bare) === undefined) {
    throw fail('E_ADDRESS_INVALID', `${JSON.stringify(host)} is no IP address`);
  }
  const ip = mapped ? `/ip4/${formatIp4(mapped)}` : `/${ip6 ? 'ip6' : 'ip4'}/${bare}`;
  return Multiaddr.parse(`${ip}/${protocol}/${port}`);
}

/**
 * `true` for an IP address that peers elsewhere may reach, so that it is worth telling them (tentacle's
 * `is_reachable`). As there, shared address space (100.64.0.0/10) and IPv4 multicast pass. `false` for other text.
 */
export function isReachable(ip: string): boolean {
  const ip4 = parseIp4(ip);
  if (ip4 !== undefined) return isReachable4(ip4);
  const ip6 = parseIp6(ip);
  if (ip6 === undefined) return false;
  const mapped = ip4OfMapped(ip6);
  return mapped === undefined ? isReachable6(ip6) : isReachable4(mapped);
}

function isReachable4(ip: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = ip;
  const network = (a << 16) | (b << 8) | c;
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
  const isLinkLocal = a === 169 && b === 254;
  // RFC 5737: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24.
  const isDocumentation = network === 0xc00002 || network === 0xc63364 || network === 0xcb0071;
  const isUnspecified = ip.every((byte) => byte === 0);
  const isBroadcast = ip.every((byte) => byte === 255);
  return !(a === 127 || isPrivate || isLinkLocal || isDocumentation || isUnspecified || isBroadcast);
}

function isReachable6(ip: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = ip;
  if (a === 0xff) return (b & 0x0f) === 0x0e; // multicast: global scope only
  const isUniqueLocal = (a & 0xfe) === 0xfc; // fc00::/7
  const isLinkOrSiteLocal = a === 0xfe && b >= 0x80; // fe80::/10 and fec0::/10
  const isDocumentation = a === 0x20 && b === 0x01 && c === 0x0d && d === 0xb8; // 2001:db8::/32
  const isUnspecifiedOrLoopback = ip.subarray(0, 15).every((byte) => byte === 0) && (ip[15] ?? 0) <= 1;
  return !(isUniqueLocal || isLinkOrSiteLocal || isDocumentation || isUnspecifiedOrLoopback);
}
