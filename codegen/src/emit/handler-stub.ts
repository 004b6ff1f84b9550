/** The code of a handler file: senders, requesters and the dispatcher of one side of a protocol. */
import type { Key, Message, Messages, Root } from '../ir/messages.js';
import { REFUSED } from '../ir/services.js';
import { replyOf, type StubSide } from './handler-types.js';
import { limit } from './literal.js';
import { tsType } from './types.js';
import { quoted, type Writer } from './writer.js';

export function emitStub(side: StubSide, messages: Messages, out: Writer): void {
  emitSender(side, out);
  if (side.asks.length > 0) emitRequester(side, messages, out);
  emitDispatch(side, messages, out);
}

/** The handler of a node that only calls. */
export function emitUnserved({ arrives }: StubSide, out: Writer): void {
  const methods = arrives.map(
    ({ on, reply }) => `${on}: ${reply === undefined ? '() => undefined' : 'notServed'}`,
  );
  out.line(`unserved: { ${methods.join(', ')} },`);
}

function emitSender({ sends }: StubSide, out: Writer): void {
  if (sends.length === 0) {
    out.line('sender: () => ({}),');
    return;
  }
  out.block(
    'sender: (channel) => (',
    () => {
      for (const message of sends) {
        const call = `channel.send(${message.root.type}, ${wrapped(message.root, message.tag, 'message')}, priority)`;
        out.line(`${message.send}: (message, priority) => ${call},`);
      }
    },
    '}),',
  );
}

function emitRequester({ asks }: StubSide, messages: Messages, out: Writer): void {
  out.block(
    'requester: (channel, link) => (',
    () => {
      for (const message of asks) {
        const { rule, timeoutMs } = message.reply!;
        const key = replyOf(message, messages)?.key;
        const inMessage = key !== undefined && !message.root.isService;
        const value = inMessage ? `{ ...message, ${assigned(key, 'key')} }` : 'message';
        const parameter =
          key === undefined ? '()' : key.tsName === 'key' && key.bits <= 32 ? '(key)' : '(key)';
        const send = `${parameter} => channel.send(${message.root.type}, ${wrapped(message.root, message.tag, value, 'key')})`;
        const timeout = timeoutMs === undefined ? 'undefined' : limit(timeoutMs);
        out.line(
          `${message.send}: (message, options) => link.request(${rule}, ${timeout}, ${send}, options),`,
        );
      }
    },
    '}),',
  );
}

/** A number of the link as the field that carries it. */
function assigned({ tsName, bits }: Key, number: string): string {
  const value = bits > 32 ? `BigInt(${number})` : number;
  return tsName === value ? tsName : `${tsName}: ${value}`;
}

/** The message as its root carries it. */
function wrapped(root: Root, tag: string | undefined, value: string, id = '0'): string {
  if (tag === undefined) return value;
  const union = `{ type: ${quoted(tag)}, value${value === 'value' ? '' : `: ${value}`} }`;
  const key = root.isService ? (id === 'id' ? 'id, ' : `id: ${id}, `) : '';
  return root.envelope === undefined ? union : `{ ${key}${root.envelope}: ${union} }`;
}

function emitDispatch(side: StubSide, messages: Messages, out: Writer): void {
  const [root] = messages.roots.filter(({ from }) => from === undefined || from !== side.role);
  const all = messages.all.filter((message) => message.root === root);
  const body = (): void => emitRoot(root!, all, side, messages, out);
  const uses = (message: Message): boolean =>
    message.rate !== undefined || message.reply !== undefined || message.answers !== undefined;
  const link = all.some(uses) ? ', link' : '';
  out.block(`dispatch(handler, peer, bytes, start, end${link})`, body, '},');
}

function emitRoot(
  root: Root,
  all: readonly Message[],
  side: StubSide,
  messages: Messages,
  out: Writer,
): void {
  const decoded = `${root.type}.decodeRange(bytes, start, end)`;
  const [only] = all;
  if (only!.tag === undefined) {
    out.line(`return handler.${only!.on}(peer, ${decoded});`);
    return;
  }
  if (root.envelope === undefined) out.line(`const message = ${decoded};`);
  else {
    const name = root.envelope === 'message' ? 'message' : `${root.envelope}: message`;
    out.line(`const { ${root.isService ? 'id, ' : ''}${name} } = ${decoded};`);
  }
  if (root.optional) {
    out.line(`if (message === undefined) missing(${quoted(`${root.type}.${root.envelope!}`)}, start);`);
  }
  out.block('switch (message.type)', () => {
    for (const message of all) emitCase(message, side, messages, out);
    if (root.isService) {
      out.line(`case ${quoted(REFUSED)}:`);
      out.indented(() => out.line('return link.refused(id, message.value.code, message.value.message);'));
    }
  });
}

function emitCase(message: Message, side: StubSide, messages: Messages, out: Writer): void {
  out.line(`case ${quoted(message.tag!)}:`);
  out.indented(() => {
    if (side.role !== undefined && message.from === side.role) {
      out.line(`return wrongDirection(${quoted(message.send)}, ${quoted(side.role)});`);
      return;
    }
    if (message.rate !== undefined) out.line(`link.admit(${message.rate});`);
    if (message.answers !== undefined) {
      const key = messages.replies[message.answers]!.key;
      const inMessage = `message.value.${key?.tsName}`;
      const value = key === undefined ? '0' : message.root.isService ? 'id' : inMessage;
      out.line(
        `return link.settle(${message.answers}, ${key !== undefined && key.bits > 32 ? `Number(${value})` : value}, message.value);`,
      );
      return;
    }
    const call = `handler.${message.on}(peer, message.value)`;
    if (message.reply === undefined) {
      out.line(`return ${call};`);
      return;
    }
    const { rule, tag, shape } = message.reply;
    const key = messages.replies[rule]!.key;
    const bare = key === undefined || message.root.isService;
    const answer = bare ? 'reply' : `{ ...reply, ${key.tsName}: message.value.${key.tsName} }`;
    // The answer goes out through the root that carries it, which need not be the one the question came in.
    const carrier = messages.all.find((other) => other.tag === tag)!.root;
    const type = bare ? tsType(shape) : `Omit<${tsType(shape)}, ${quoted(key.tsName)}>`;
    out.line(`return link.answer(`);
    out.indented(() => {
      out.line(`${rule},`);
      out.line(`() => ${call},`);
      out.line(
        `(reply: ${type}) => link.channel.send(${carrier.type}, ${wrapped(carrier, tag, answer, 'id')}),`,
      );
      if (carrier.isService) {
        const refusal = wrapped(carrier, REFUSED, '{ code, message: text }', 'id');
        out.line(`(code, text) => link.channel.send(${carrier.type}, ${refusal}),`);
      }
    });
    out.line(`);`);
  });
}
