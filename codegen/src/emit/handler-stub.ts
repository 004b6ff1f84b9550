/** The code of a handler file: senders, requesters and the dispatcher of one side of a protocol. */
import type { Key, Message, Messages, Reply } from '../ir/messages.js';
import type { Root } from '../ir/variants.js';
import { REFUSED } from '../ir/services.js';
import type { HandlerContext, StubSide } from './handler-types.js';
import { limit } from './literal.js';
import { tsType } from './ts-type.js';
import { memberName } from './view.js';
import { isViewed } from './view-type.js';
import { quoted, type Writer } from './writer.js';

export function emitStub(side: StubSide, context: HandlerContext): void {
  const { messages, out } = context;
  emitSender(side, out);
  if (side.asks.length > 0) emitRequester(side, messages, out);
  emitDispatch(side, context);
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
        const { key } = messages.replies[rule]!;
        const number = key?.type === 'bigint' ? 'BigInt(key)' : 'key';
        const inMessage = key !== undefined && !message.root.isService;
        const value = inMessage ? `{ ...message, ${property(key.tsName, number)} }` : 'message';
        const asked = wrapped(message.root, message.tag, value, 'key');
        const send = `${key === undefined ? '()' : '(key)'} => channel.send(${message.root.type}, ${asked})`;
        const timeout = timeoutMs === undefined ? 'undefined' : limit(timeoutMs);
        out.line(
          `${message.send}: (message, options) => link.request(${rule}, ${timeout}, ${send}, options),`,
        );
      }
    },
    '}),',
  );
}

/** A property of an object literal. */
function property(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}

/** The message as its root carries it. */
function wrapped(root: Root, tag: string | undefined, value: string, id = '0'): string {
  if (tag === undefined) return value;
  const union = `{ type: ${quoted(tag)}, value: ${value} }`;
  const key = root.isService ? `${property('id', id)}, ` : '';
  return root.envelope === undefined ? union : `{ ${key}${root.envelope}: ${union} }`;
}

function emitDispatch(side: StubSide, context: HandlerContext): void {
  const { messages, out } = context;
  const [root] = messages.roots.filter(({ from }) => from === undefined || from !== side.role);
  const all = messages.all.filter((message) => message.root === root);
  const body = (): void => emitRoot(root!, all, side, context);
  const { arrives, answers } = side;
  const uses = ({ rate, reply }: Message): boolean => rate !== undefined || reply !== undefined;
  const link = answers.length > 0 || arrives.some(uses) || root!.isService ? ', link' : '';
  const handler = arrives.length > 0 ? 'handler, peer' : '_handler, _peer';
  out.block(`dispatch(${handler}, bytes, start, end${link})`, body, '},');
}

function emitRoot(root: Root, all: readonly Message[], side: StubSide, context: HandlerContext): void {
  const { arrivals, lookup, out } = context;
  const decoded = `received(${arrivals.decoder(root, lookup)}, bytes, start, end)`;
  const [only] = all;
  if (only!.tag === undefined) {
    out.line(`return handler.${only!.on}(peer, ${decoded});`);
    return;
  }
  if (root.envelope === undefined) out.line(`const message = ${decoded};`);
  else {
    const member = root.lazy ? memberName(root.envelope) : root.envelope;
    const name = member === 'message' ? member : `${member}: message`;
    out.line(`const { ${root.isService ? 'id, ' : ''}${name} } = ${decoded};`);
  }
  if (root.isService) emitUnknown(root, out);
  else if (root.optional) {
    out.line(`if (message === undefined) nothingSent(${quoted(`${root.type}.${root.envelope!}`)});`);
  }
  out.block('switch (message.type)', () => {
    for (const message of all) emitCase(message, side, context);
    if (root.isService) {
      out.line(`case ${quoted(REFUSED)}:`);
      out.indented(() => out.line('return link.refused(id, message.value.code, message.value.message);'));
    }
  });
}

/** A newer schema may have methods that this one does not know. */
function emitUnknown(root: Root, out: Writer): void {
  out.block('if (message === undefined)', () => {
    const place = `bytes, start, end, ${quoted(`${root.type}.${root.envelope!}`)}`;
    out.line(`return unknownMethod(${place}, id, link, ${refusing(root)});`);
  });
}

/** Sends a refusal of the request with this `id`. */
function refusing(root: Root): string {
  const refusal = wrapped(root, REFUSED, '{ code, message: text }', 'id');
  return `(code, text) => link.channel.send(${root.type}, ${refusal})`;
}

function emitCase(message: Message, side: StubSide, context: HandlerContext): void {
  const { messages, out } = context;
  const head = `case ${quoted(message.tag!)}:`;
  if (side.role !== undefined && message.from === side.role) {
    out.line(head);
    out.indented(() => out.line(`return wrongDirection(${quoted(message.send)}, ${quoted(side.role!)});`));
    return;
  }
  const body = (): void => {
    if (message.rate !== undefined) out.line(`link.admit(${message.rate});`);
    if (message.answers !== undefined) emitSettle(message, message.answers, context);
    else if (message.reply !== undefined) emitAnswer(message, message.reply, context);
    else out.line(`return handler.${message.on}(peer, message.value);`);
  };
  if (message.reply !== undefined && answerKey(message.reply, messages) !== undefined) out.block(head, body);
  else out.line(head).indented(body);
}

function emitSettle(message: Message, rule: number, context: HandlerContext): void {
  const { key } = context.messages.replies[rule]!;
  const value = (): string => {
    if (key === undefined) return '0';
    if (message.root.isService) return 'id';
    const field = keyField(message, key, context);
    return key.type === 'bigint' ? `Number(${field})` : field;
  };
  context.out.line(`return link.settle(${rule}, ${value()}, message.value);`);
}

/** Where a received message has its key. */
function keyField({ lazy, shape }: Message, { tsName }: Key, { lookup }: HandlerContext): string {
  const viewed = lazy && shape.kind === 'named' && isViewed(lookup(shape.name));
  return `message.value.${viewed ? memberName(tsName) : tsName}`;
}

/** The key that an answer carries in itself. */
function answerKey({ rule, root }: Reply, { replies }: Messages): Key | undefined {
  return root.isService ? undefined : replies[rule]!.key;
}

function emitAnswer(message: Message, reply: Reply, context: HandlerContext): void {
  const { messages, out } = context;
  const { rule, tag, shape, root } = reply;
  const key = answerKey(reply, messages);
  // Read before the handler runs: the message is its own to change.
  if (key !== undefined) out.line(`const key = ${keyField(message, key, context)};`);
  const answer = key === undefined ? 'reply' : `{ ...reply, ${property(key.tsName, 'key')} }`;
  const type = key === undefined ? tsType(shape) : `Omit<${tsType(shape)}, ${quoted(key.tsName)}>`;
  out.line(`return link.answer(`);
  out.indented(() => {
    out.line(`${rule},`);
    out.line(`() => handler.${message.on}(peer, message.value),`);
    out.line(`(reply: ${type}) => link.channel.send(${root.type}, ${wrapped(root, tag, answer, 'id')}),`);
    if (root.isService) out.line(`${refusing(root)},`);
  });
  out.line(`);`);
}
