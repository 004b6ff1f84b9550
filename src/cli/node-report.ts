import type { Node } from '../node.js';
import type { Misbehaviour } from '../protocols/behaviour.js';
import type { Identified } from '../protocols/identify.js';
import { failureOf } from './failure.js';
import { printable, type Output } from './output.js';

/** One line for everything that happens at a node. */
export class NodeReport {
  readonly #output: Output;

  constructor(output: Output, node: Node) {
    this.#output = output;
    const { colours } = output;
    node.on('session:open', ({ session: { peer, role, remoteAddress } }) => {
      const sign = colours.green('+');
      output.event('connected', { peer, role, remoteAddress }, `${sign} ${peer}  ${role}  ${remoteAddress}`);
    });
    node.on('session:close', ({ session: { peer }, error }) => {
      const code = error?.code;
      output.event('disconnected', { peer, code }, `${colours.red('-')} ${peer}  ${code ?? 'closed'}`);
    });
    node.on('protocol:refused', ({ session: { peer }, name, error: { code } }) => {
      output.event('refused', { peer, name, code }, `  ${peer}  ${code}  ${printable(name ?? '')}`);
    });
    node.on('dial:failed', ({ error }) => {
      const { code, message, hint } = failureOf(error);
      if (code === 'E_CLOSED') return;
      output.event('unreachable', { code, message, hint }, `! ${code}: ${printable(message)}`);
    });
    node.on('problem', ({ error: { code, message } }) => {
      output.event('problem', { code, message }, `! ${printable(message)}`);
    });
  }

  listening(address: string): void {
    this.#output.event('listening', { address }, `listening at ${this.#output.colours.bold(address)}`);
  }

  rtt(peer: string, rttMs: number): void {
    this.#output.event('rtt', { peer, rttMs }, `  ${peer}  rtt ${rttMs.toFixed(2)} ms`);
  }

  identified(peer: string, { listenAddresses, observedAddress }: Identified): void {
    const text = `  ${peer}  listens at ${listenAddresses.join(' ') || 'no address that others can dial'}`;
    this.#output.event('identified', { peer, listenAddresses, observedAddress }, text);
  }

  discovered(from: string, addresses: readonly string[]): void {
    const noun = addresses.length === 1 ? 'address' : 'addresses';
    this.#output.event('discovered', { from, addresses }, `  ${from}  tells ${addresses.length} ${noun}`);
  }

  said(peer: string, text: string): void {
    this.#output.event('said', { peer, text }, `${this.#output.colours.cyan(peer)}: ${printable(text)}`);
  }

  misbehaved(peer: string, protocol: string, { kind, detail }: Misbehaviour): void {
    this.#output.event(
      'misbehaved',
      { peer, protocol, kind, detail },
      `! ${peer}  ${protocol} ${kind}: ${printable(detail)}`,
    );
  }
}
