/** What generated handler stubs import (`tentacle-ts/handler`). */
export { defineDirectedProtocol, defineProtocol, defineService } from './define.js';
export type {
  AnyPeer,
  Channel,
  CloseReason,
  Handled,
  NoMessages,
  NoRequests,
  Peer,
  Priority,
  Role,
  SessionInfo,
} from './peer.js';
export type {
  AnyStub,
  DirectedProtocolOf,
  Framing,
  HandlerOrFactory,
  Lifecycle,
  ProtocolBinding,
  ProtocolDefinition,
  ProtocolFacts,
  ProtocolNaming,
  ProtocolOf,
  ServiceOf,
  Sides,
  Stub,
} from './protocol.js';
export { notServed, Refusal, REQUEST_TIMEOUT_MS } from './request.js';
export type { Answered, Link, RateRule, ReplyRule, RequestOptions } from './request.js';
export { rawProtocol } from './raw.js';
export type { RawHandler, RawOptions, RawPeer, RawSend } from './raw.js';
export { unknownMethod } from './unknown-method.js';
export { nothingSent, received, wrongDirection } from './violation.js';
