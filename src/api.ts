/** What every composition root exports: the parts of the public API that are the same on all platforms. */
export { CATALOGUE, TentacleError, type ErrorCode, type ErrorDetails, type Stage } from './errors.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export type { Clock, Log, LogEvent, LogScope, Timer } from './env.js';
export * from './handler/index.js';
export { WireError, type Codec, type DecodeOptions } from './wire/index.js';
export { Multiaddr } from './address/multiaddr.js';
export { peerIdFromPublicKey, type PeerId } from './address/peer-id.js';
export type { Crypto, KeyProvider } from './crypto/types.js';
export { keyFromHex, keyToHex, localKey } from './crypto/keys.js';
export { DEFAULT_PROPOSALS, type Proposals, type Suite } from './secio/suite.js';
export type { Connection, ConnectionEvents, Listener, Transport } from './transport/connection.js';
export { DialError, type DialAttempt } from './service/dial-error.js';
export type { DialOptions } from './service/dialer.js';
export type { NodeEvents, ProtocolOnSession } from './service/events.js';
export { Node, type Usage } from './service/node.js';
export type { NodeOptions, Platform } from './service/options.js';
export type { SessionHandle } from './service/session-handle.js';
