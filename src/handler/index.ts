/** What generated handler stubs import (`tentacle-ts/handler`). */
export { defineDirectedProtocol, defineProtocol, defineService } from './define.js';
export type {
  AnyStub,
  CloseReason,
  DirectedProtocolOf,
  Framing,
  Handled,
  HandlerOrFactory,
  Lifecycle,
  Priority,
  ProtocolBinding,
  ProtocolDefinition,
  ProtocolFacts,
  ProtocolNaming,
  ProtocolOf,
  ServiceOf,
  Sides,
  Stub,
} from './protocol.js';
export type { AnyPeer, Channel, NoMessages, NoRequests, Peer, Role, SessionInfo } from './peer.js';
export { notServed, Refusal, REQUEST_TIMEOUT_MS } from './request.js';
export type { Answered, Link, RateRule, ReplyRule, RequestOptions } from './request.js';
export { rawProtocol } from './raw.js';
export type { RawHandler, RawOptions, RawPeer, RawSend } from './raw.js';
export { unknownMethod } from './unknown-method.js';
export { nothingSent, received, wrongDirection } from './violation.js';
