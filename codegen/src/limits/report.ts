/** What the limits of all schemas amount to: per message, per protocol, per peer. */
import { type Message, messagesOf } from '../ir/messages.js';
import type { Lookup, Program, Protocol, Schema, Shape, TypeDecl } from '../ir/model.js';
import { shapesIn } from '../ir/shapes.js';
import { CORE, HEADERS } from './core.js';
import { worstCase } from './heap.js';
import { largestSize } from './size.js';

/** A message of a protocol, or a type that is read by other means. */
export interface MessageLimits {
  readonly name: string;
  /** The type that stands on the wire, and the item of it that is meant. */
  readonly root: TypeDecl;
  readonly only: string | undefined;
  /** Handlers get a view of it: what it is decoded to is never made. */
  readonly lazy: boolean;
  /** Bytes that a message may have: `max` of the protocol, or the largest encoding where there is none. */
  readonly maxBytes: number;
  /** Bytes of the largest value within the limits; `Infinity` if a field is `@unbounded`. */
  readonly largest: number;
  /** Heap of the worst message after decoding; `Infinity` without any bound. */
  readonly heap: number;
  /** The part of `heap` that is the received message itself, kept by views. */
  readonly pinned: number;
  /** Bytes on the wire of that worst message. */
  readonly wire: number;
  /** The most heap per byte that any message of the kind has, its prefix included: often a small one. */
  readonly densest: number;
}

/** What one open substream of a protocol can make us hold. */
export interface ProtocolLimits {
  readonly schema: string;
  readonly name: string;
  readonly maxBytes: number;
  readonly messages: readonly MessageLimits[];
  /** A message that has not arrived completely. */
  readonly assembling: number;
  /** The worst single message, decoded. */
  readonly decoded: number;
  /**
   * All messages that handlers can hold which return promises: as many as may be pending, and what arrives in the rest
   * of the window.
   */
  readonly pending: number;
}

/** What one session with all protocols open can make us hold, with the default limits of the core. */
export interface PeerLimits {
  /** Buffers of the session: records, selections, what waits to be sent. */
  readonly session: number;
  /** With handlers that return nothing: all substreams in the middle of a message, and one message decoded. */
  readonly synchronous: number;
  /** With handlers that return promises, all of them pending. */
  readonly pending: number;
}

export interface LimitsReport {
  readonly protocols: readonly ProtocolLimits[];
  /** Types that are no part of a protocol and of no other type. */
  readonly types: readonly (MessageLimits & { readonly schema: string })[];
  readonly peer: PeerLimits;
}

export function limitsOf(program: Program): LimitsReport {
  const protocols = program.schemas.flatMap((schema) =>
    schema.protocols.map((protocol) => protocolLimits(program, schema, protocol)),
  );
  const types = program.schemas.flatMap((schema) =>
    looseTypes(program, schema).map((decl) => typeLimits(program, schema, decl)),
  );
  return { protocols, types, peer: peerLimits(protocols) };
}

function protocolLimits(program: Program, schema: Schema, protocol: Protocol): ProtocolLimits {
  const { name, maxBytes, framing } = protocol;
  const lookup = program.lookup(schema);
  const prefix = HEADERS[framing];
  const messages: MessageLimits[] = [];
  let [largestPending, rate] = [0, 0];
  for (const message of messagesOf(protocol, lookup).all) {
    const { root, tag, on } = message;
    const lazy = isView(message, lookup);
    const decl = lookup(root.type);
    const worst = worstCase(program, decl, maxBytes, tag, lazy);
    const { heap, pinned, views, received, wire } = worst;
    const largest = largestSize(program, decl, tag);
    const densest = worst.rate(prefix);
    messages.push({
      name: on.slice(2),
      root: decl,
      only: tag,
      lazy,
      maxBytes,
      largest,
      heap,
      pinned,
      wire,
      densest,
    });
    // A message that lies within one record keeps all of it, unless it is copied out.
    const record = Math.min(CORE.recordBytes, Math.max(CORE.viewedRecordBytes, 2 * received));
    largestPending = Math.max(largestPending, heap, views > 0 ? views + record : 0);
    // Once credit is held back, it keeps twice its own bytes at most.
    rate = Math.max(rate, views > 0 ? densest + 1 : densest);
  }
  return {
    schema: schema.path,
    name,
    maxBytes,
    messages,
    assembling: framing === 'none' ? 0 : maxBytes + prefix,
    decoded: Math.max(0, ...messages.map(({ heap }) => heap)),
    pending: Math.ceil(CORE.pendingHandlers * largestPending + CORE.streamWindowBytes * rate),
  };
}

/** Numbers, texts and structs of a lazy root are made, all else in it is only looked at. */
function isView({ lazy, shape }: Message, lookup: Lookup): boolean {
  if (!lazy) return false;
  if (shape.kind !== 'named') return ['bytes', 'byteArray', 'list'].includes(shape.kind);
  const decl = lookup(shape.name);
  return decl.kind === 'union' || (decl.kind === 'record' && decl.layout === 'table');
}

function typeLimits(
  program: Program,
  schema: Schema,
  decl: TypeDecl,
): MessageLimits & { readonly schema: string } {
  const largest = largestSize(program, decl);
  const worst = largest === Infinity ? undefined : worstCase(program, decl, largest);
  const { heap, pinned, wire } = worst ?? { heap: Infinity, pinned: 0, wire: Infinity };
  // As if it were sent by itself.
  const densest = worst?.rate(HEADERS['length-delimited']) ?? Infinity;
  const { path } = schema;
  return {
    schema: path,
    name: decl.name,
    root: decl,
    only: undefined,
    lazy: false,
    maxBytes: largest,
    largest,
    heap,
    pinned,
    wire,
    densest,
  };
}

/** Types that no other type of any schema contains, nor a protocol. */
function looseTypes(program: Program, schema: Schema): readonly TypeDecl[] {
  const named = new Set<TypeDecl>();
  for (const each of program.schemas) {
    const lookup = program.lookup(each);
    for (const { roots } of each.protocols) for (const { type } of roots) named.add(lookup(type));
    for (const decl of each.types) for (const shape of shapesIn(decl)) nameAll(shape, decl, lookup, named);
  }
  return schema.types.filter((decl) => (decl.kind === 'record' || decl.kind === 'union') && !named.has(decl));
}

function nameAll(shape: Shape, owner: TypeDecl, lookup: Lookup, named: Set<TypeDecl>): void {
  switch (shape.kind) {
    case 'array':
    case 'list':
    case 'option':
      return nameAll(shape.item, owner, lookup, named);
    case 'map':
      return nameAll(shape.value, owner, lookup, named);
    case 'oneof':
      for (const member of shape.members) nameAll(member.shape, owner, lookup, named);
      return;
    case 'named': {
      const decl = lookup(shape.name);
      // A message that contains itself is not contained elsewhere by that.
      if (decl !== owner) named.add(decl);
    }
  }
}

function peerLimits(protocols: readonly ProtocolLimits[]): PeerLimits {
  const sum = (pick: (protocol: ProtocolLimits) => number): number =>
    protocols.reduce((total, protocol) => total + pick(protocol), 0);
  // One record being put together and the one it becomes, opened; a selection on every stream; the send queues.
  const session =
    2 * CORE.recordBytes + CORE.streamsPerSession * CORE.selectBytes + CORE.sessionQueueMaxBytes;
  const assembling = sum((protocol) => protocol.assembling);
  const decoded = Math.max(0, ...protocols.map((protocol) => protocol.decoded));
  return {
    session,
    synchronous: session + assembling + decoded,
    pending: session + assembling + sum((protocol) => protocol.pending),
  };
}
