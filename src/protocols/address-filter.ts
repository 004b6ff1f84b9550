import { isReachable, socketAddress, transportOf } from '../address/reach.js';
import type { Multiaddr } from '../address/multiaddr.js';

/** First octet of IPv4 multicast and everything above it, which no TCP connection can reach. */
const MULTICAST_4 = 224;

/**
 * `true` for an address that is worth keeping and passing on: an IP address and a port that one can dial from
 * elsewhere. Names are refused, or a stranger could make us ask the DNS for anything.
 *
 * @param allowPrivate - also loopback, private networks and `/memory`: for networks on one machine or one LAN
 */
export function isShareable(address: Multiaddr, allowPrivate: boolean): boolean {
  if (transportOf(address) === 'memory') return allowPrivate;
  const socket = socketAddress(address);
  if (socket === undefined || socket.family === 'dns' || socket.port === 0) return false;
  if (socket.family === 'ip4' && Number(socket.host.split('.', 1)[0]) >= MULTICAST_4) return false;
  return allowPrivate ? !isUnspecified(socket.host) : isReachable(socket.host);
}

function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
