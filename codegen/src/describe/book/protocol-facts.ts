/** What a peer must know of a protocol before it reads a byte of a message. */
import { messagesOf, type Message, type Messages } from '../../ir/messages.js';
import type { Framing, Protocol, Rate } from '../../ir/model.js';
import { COUNTLESS } from '../../limits/countable.js';
import { largestSize } from '../../limits/size.js';
import { grouped, schemaName } from '../terms.js';
import type { Links } from './links.js';
import { code, prose, sizeText, table } from './markdown.js';

/** Framings in words. */
export const FRAMINGS: Readonly<Record<Framing, string>> = {
  'length-delimited': 'length-delimited: u32 big-endian length, then the message',
  'length-delimited-twice':
    'length-delimited twice: u32 big-endian length, then once more u32 big-endian length and the message',
  none: 'none: a message is what arrives together',
};

export function protocolFacts(protocol: Protocol, links: Links): readonly string[] {
  const { name, versions, framing, maxBytes, priority, roots, doc } = protocol;
  const facts = [
    ['versions', versions.map(code).join(', ')],
    ['framing', FRAMINGS[framing]],
    ['largest message', `${sizeText(maxBytes)}, ${boundText(protocol, links)}`],
    ['priority', priority],
    ...roots.map(({ type, from }) => [
      'root',
      `${links.to(type)}${from === undefined ? '' : `, sent by the ${from}`}`,
    ]),
  ];
  return [
    `## Protocol ${code(name)}`,
    '',
    ...(doc.length === 0 ? [] : [prose(doc), '']),
    ...table(['fact', 'value'], facts),
    '',
    ...messageTable(messagesOf(protocol, links.lookup), links),
  ];
}

function boundText({ roots, maxBytes }: Protocol, links: Links): string {
  const most = Math.max(...roots.map(({ type }) => largestSize(links.program, links.lookup(type))));
  if (most >= COUNTLESS) return 'the only limit of some fields';
  const bound = `the limits of its fields allow ${grouped(most)} bytes`;
  return most > maxBytes ? `${bound}, which this cuts` : bound;
}

function messageTable(messages: Messages, links: Links): readonly string[] {
  const rows = messages.all.map((message) => [
    nameText(message, links),
    code(message.on),
    largestText(largestSize(links.program, links.lookup(message.root.type), message.tag)),
    message.from === undefined ? 'either side' : `the ${message.from}`,
    answerText(message),
    message.rate === undefined ? '' : rateText(messages.rates[message.rate]!),
    prose(message.doc),
  ]);
  return table(['message', 'handler', 'largest', 'sent by', 'answered by', 'at most', 'meaning'], rows);
}

/** The name of a message, and its type where that is another. */
function nameText(message: Message, links: Links): string {
  const name = messageName(message);
  if (message.shape.kind !== 'named') return code(name);
  const link = links.to(message.shape.name);
  return schemaName(message.shape.name) === name ? link : `${code(name)}: ${link}`;
}

function largestText(most: number): string {
  return most >= COUNTLESS ? '' : `${grouped(most)} bytes`;
}

/** A message as the schema calls it. */
export function messageName({ tag, root }: Message): string {
  return tag ?? schemaName(root.type);
}

function answerText({ reply }: Message): string {
  if (reply === undefined) return '';
  return reply.timeoutMs === undefined
    ? code(reply.tag)
    : `${code(reply.tag)} within ${grouped(reply.timeoutMs)} ms`;
}

function rateText({ count, perMs }: Rate): string {
  return `${grouped(count)} per ${grouped(perMs)} ms`;
}
