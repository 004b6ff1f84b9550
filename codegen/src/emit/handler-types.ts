/** The interfaces of a handler file: what can be sent, what can be asked, and what arrives. */
import type { Message, Messages } from '../ir/messages.js';
import type { Lookup, Protocol, Side } from '../ir/model.js';
import type { Arrivals } from './arrival.js';
import { tsType } from './ts-type.js';
import { docComment, quoted, type Writer } from './writer.js';

/** The runtime's: a remote may send this many times its rate at once. */
const RATE_BURST = 2;
/** The runtime's: how long a request waits where the schema does not say it. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What the emitters of one protocol share. */
export interface HandlerContext {
  readonly messages: Messages;
  readonly arrivals: Arrivals;
  readonly lookup: Lookup;
  readonly out: Writer;
}

/** Names and messages of one side of a protocol; a protocol whose sides are alike has only one, without a role. */
export interface StubSide {
  readonly role: Side | undefined;
  readonly send: string;
  readonly requests: string;
  readonly peer: string;
  readonly handler: string;
  /** What we may send on our own account. */
  readonly sends: readonly Message[];
  /** What we may ask. */
  readonly asks: readonly Message[];
  /** What may arrive on the remote's account. */
  readonly arrives: readonly Message[];
  /** What answers us. */
  readonly answers: readonly Message[];
}

export function sidesOf(name: string, { service }: Protocol, messages: Messages): readonly StubSide[] {
  return (messages.directed ? (['dialer', 'listener'] as const) : [undefined]).map((role) => {
    const prefix = role === undefined ? name : `${name}${role === 'dialer' ? 'Dialer' : 'Listener'}`;
    const ours = messages.all.filter(({ from }) => from === undefined || from === role);
    const theirs = messages.all.filter(({ from }) => from === undefined || from !== role);
    return {
      role,
      send: `${prefix}Send`,
      requests: prefix + (service === undefined ? 'Requests' : 'Client'),
      peer: `${prefix}Peer`,
      handler: prefix + (service === undefined ? 'Handler' : 'Server'),
      sends: ours.filter(({ reply, answers }) => reply === undefined && answers === undefined),
      asks: ours.filter(({ reply }) => reply !== undefined),
      arrives: theirs.filter(({ answers }) => answers === undefined),
      answers: theirs.filter(({ answers }) => answers !== undefined),
    };
  });
}

export function emitHandlerTypes(
  name: string,
  protocol: Protocol,
  sides: readonly StubSide[],
  context: HandlerContext,
): void {
  for (const side of sides) emitSide(protocol, side, context);
  if (sides.length === 1) return;
  const { out } = context;
  out.gap().lines(docComment([`A remote with \`${protocol.name}\` open; \`role\` says which end we are.`]));
  out.line(`export type ${name}Peer = ${sides.map(({ peer }) => peer).join(' | ')};`);
}

function emitSide(protocol: Protocol, side: StubSide, context: HandlerContext): void {
  const { messages, arrivals, lookup, out } = context;
  const { role, send, requests, peer, handler, sends, asks, arrives } = side;
  const where =
    role === undefined ? '' : ` on a session that ${role === 'dialer' ? 'we dialled' : 'the peer dialled'}`;
  out.gap().lines(docComment([`What a peer of \`${protocol.name}\` can be sent${where}.`]));
  if (sends.length === 0) out.line(`export type ${send} = NoMessages;`);
  else {
    out.block(`export interface ${send}`, () => {
      for (const message of sends) {
        out.lines(docComment(message.doc));
        const sent = tsType(message.shape);
        out.line(`${memberName(message)}(message: ${sent}, priority?: Priority): boolean;`);
      }
    });
  }
  if (asks.length > 0) {
    out.gap().lines(docComment([`What a peer of \`${protocol.name}\` can be asked${where}.`]));
    out.block(`export interface ${requests}`, () => {
      for (const message of asks) {
        out.lines(docComment([...message.doc, timeoutText(message)]));
        const asked = without(tsType(message.shape), keyOf(message, messages));
        const answer = arrivals.type(message.reply!, lookup);
        out.line(`${memberName(message)}(message: ${asked}, options?: RequestOptions): Promise<${answer}>;`);
      }
    });
  }
  const type = asks.length > 0 ? `Peer<${send}, ${requests}>` : `Peer<${send}>`;
  out.gap().lines(docComment([`A remote with \`${protocol.name}\` open${where}.`]));
  if (role === undefined) out.line(`export type ${peer} = ${type};`);
  else
    out.block(`export interface ${peer} extends ${type}`, () => out.line(`readonly role: ${quoted(role)};`));
  out
    .gap()
    .lines(
      docComment([`Handles \`${protocol.name}\`${where}: one method for every message that can arrive.`]),
    );
  out.block(`export interface ${handler} extends Lifecycle<${peer}>`, () => {
    for (const message of arrives) {
      out.lines(docComment([...message.doc, ...rateText(message, messages)]));
      const answer = message.reply && without(tsType(message.reply.shape), keyOf(message, messages));
      const result = answer === undefined ? 'Handled' : `Answered<${answer}>`;
      out.line(`${message.on}(peer: ${peer}, message: ${arrivals.type(message, lookup)}): ${result};`);
    }
  });
}

/** A method of an interface; `new(...)` would be a constructor. */
export function memberName({ send }: Message): string {
  return send === 'new' ? "'new'" : send;
}

function keyOf({ root, reply }: Message, { replies }: Messages): string | undefined {
  return root.isService || reply === undefined ? undefined : replies[reply.rule]!.key?.tsName;
}

/** The stub fills in the key by itself. */
function without(type: string, key: string | undefined): string {
  return key === undefined ? type : `Omit<${type}, ${quoted(key)}>`;
}

function rateText({ rate }: Message, { rates }: Messages): readonly string[] {
  if (rate === undefined) return [];
  const { count, perMs } = rates[rate]!;
  const most = count * RATE_BURST;
  return [`On average ${count} in ${duration(perMs)}, at most ${most} at once, or the protocol is closed.`];
}

function timeoutText({ reply }: Message): string {
  const timeout = duration(reply?.timeoutMs ?? REQUEST_TIMEOUT_MS);
  return `Waits ${timeout} for the answer, unless \`timeoutMs\` says otherwise.`;
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
