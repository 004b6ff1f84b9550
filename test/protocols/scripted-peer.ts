import type { CloseReason, Peer, Role } from '../../src/api.js';

/** A peer without a session: what is sent to it is kept, and the test says the rest. */
export class ScriptedPeer<Send> implements Peer<Send> {
  readonly id: string;
  readonly version = '1';
  readonly session: { readonly id: number; readonly role: Role; readonly remoteAddress: string };
  readonly role: Role;
  readonly send: Send;
  readonly request = {};
  /** Every message sent, with the name of its sender method. */
  readonly sent: { readonly name: string; readonly message: unknown }[] = [];
  closed: CloseReason | undefined;
  disconnected = false;

  constructor(id: string, role: Role, remoteAddress: string) {
    this.id = id;
    this.role = role;
    this.session = { id: 1, role, remoteAddress };
    const senders = {
      get: (_target: object, name: string) => (message: unknown) => {
        this.sent.push({ name, message });
        return true;
      },
    };
    this.send = new Proxy({}, senders) as Send;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.closed = { by: 'local', code: undefined, message: 'closed' };
  }

  disconnect(): void {
    this.disconnected = true;
  }
}
