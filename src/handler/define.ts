import type { AnyPeer, Role } from './peer.js';
import type {
  AnyStub,
  HandlerOrFactory,
  Lifecycle,
  ProtocolDefinition,
  ProtocolFacts,
  ServiceOf,
  Sides,
  Stub,
} from './protocol.js';

/** Completes a generated protocol of which both sides send the same messages. */
export function defineProtocol<Handler extends Lifecycle<P>, P extends AnyPeer>(
  spec: ProtocolFacts & Stub<Handler, P>,
): ProtocolDefinition<HandlerOrFactory<Handler, P>, P> {
  return define<HandlerOrFactory<Handler, P>, P>(
    spec,
    () => erased(spec),
    (handler, peer) => handlerOf(handler, peer),
  );
}

/** Completes a generated service. `unserved` is the handler of nodes that only call. */
export function defineService<Server extends Lifecycle<P>, P extends AnyPeer>(
  spec: ProtocolFacts & Stub<Server, P> & { readonly unserved: NoInfer<Server> },
): ServiceOf<Server, P> {
  const definition = defineProtocol<Server, P>(spec);
  return {
    ...definition,
    client: () => definition.handle(spec.unserved),
    as: (naming) => defineService<Server, P>({ ...spec, ...naming }),
  };
}

/** Completes a generated protocol whose sides send different messages. */
export function defineDirectedProtocol<
  Dialer extends Lifecycle<DialerPeer>,
  DialerPeer extends AnyPeer,
  Listener extends Lifecycle<ListenerPeer>,
  ListenerPeer extends AnyPeer,
>(
  facts: ProtocolFacts,
  stubs: { readonly dialer: Stub<Dialer, DialerPeer>; readonly listener: Stub<Listener, ListenerPeer> },
): ProtocolDefinition<Sides<Dialer, DialerPeer, Listener, ListenerPeer>, DialerPeer | ListenerPeer> {
  return define<Sides<Dialer, DialerPeer, Listener, ListenerPeer>, DialerPeer | ListenerPeer>(
    facts,
    (role) => (role === 'dialer' ? erased(stubs.dialer) : erased(stubs.listener)),
    // The role of a peer says which of the two types it has.
    (sides, peer) =>
      peer.role === 'dialer'
        ? handlerOf(sides.dialer, peer as DialerPeer)
        : handlerOf(sides.listener, peer as ListenerPeer),
  );
}

function define<Handlers, P extends AnyPeer>(
  facts: ProtocolFacts,
  stub: (role: Role) => AnyStub,
  handler: (handlers: Handlers, peer: P) => Lifecycle,
): ProtocolDefinition<Handlers, P> {
  const definition: ProtocolDefinition<Handlers, P> = {
    ...facts,
    stub,
    handlerOf: handler,
    handle: (handlers) => ({ definition, stub, handlerFor: (peer) => handler(handlers, peer as P) }),
    as: (naming) => define({ ...facts, ...naming }, stub, handler),
  };
  return definition;
}

/** The service only ever passes a stub the handlers and peers that were made for it. */
function erased<Handler extends Lifecycle<P>, P extends AnyPeer>(stub: Stub<Handler, P>): AnyStub {
  return stub;
}

function handlerOf<Handler extends Lifecycle<P>, P extends AnyPeer>(
  handler: HandlerOrFactory<Handler, P>,
  peer: P,
): Lifecycle {
  return typeof handler === 'function' ? handler(peer) : handler;
}
