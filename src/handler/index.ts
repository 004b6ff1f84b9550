/** What generated handler stubs import (`tentacle-ts/handler`). */
export { defineProtocol } from './protocol.js';
export type {
  CloseReason,
  Framing,
  Handled,
  HandlerOrFactory,
  Lifecycle,
  Priority,
  ProtocolBinding,
  ProtocolDefinition,
  ProtocolNaming,
  ProtocolSpec,
} from './protocol.js';
export type { Channel, Peer, Role, SessionInfo } from './peer.js';
export { rawProtocol } from './raw.js';
export type { RawHandler, RawOptions, RawPeer, RawSend } from './raw.js';
