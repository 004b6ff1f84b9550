/** What differs between the versions of a protocol, apart from the types of its messages. */
import type { Message, Messages } from '../ir/messages.js';
import type { Side } from '../ir/model.js';
import type { Carrier, CommonProtocol } from './carriers.js';
import { type Change, type ChangeCode, type Effect, effectOf, NO_EFFECT, PARTLY } from './change.js';
import { largestSize } from '../limits/size.js';
import { unitOf } from '../unit-of.js';
import type { TypePair } from './pairing.js';
import { siteOf } from './places.js';
import type { Comparison } from './type-changes.js';

/** A change of a protocol, with the carriers that it was found in. */
export interface ProtocolChange extends Change {
  readonly protocol: CommonProtocol;
  readonly old: Carrier;
  readonly new: Carrier;
  /** The message that it is about: a tag of the root, or the root. */
  readonly about?: Message | undefined;
  /** The roots that a `PROTOCOL_ROOT` is about. */
  readonly roots?: TypePair | undefined;
}

/** Changes between two carriers of the same protocol, which serve a version in common or used to be the same. */
export function protocolChanges(
  protocol: CommonProtocol,
  old: Carrier,
  new_: Carrier,
  comparison: Comparison,
): readonly ProtocolChange[] {
  const [before, after] = [old.protocol, new_.protocol];
  const at = siteOf(after.span);
  const change = (
    code: ChangeCode,
    text: string,
    effect: Effect,
    more: Partial<ProtocolChange> = {},
  ): ProtocolChange => ({
    code,
    message: `protocol ${protocol.name}: ${text}`,
    site: at,
    effect,
    path: [],
    protocol,
    old,
    new: new_,
    ...more,
  });
  const changes: ProtocolChange[] = [];
  if (before.framing !== after.framing) {
    changes.push(
      change('PROTOCOL_FRAMING', `the framing is ${after.framing} instead of ${before.framing}`, PARTLY),
    );
  }
  if (before.maxBytes !== after.maxBytes) changes.push(maxChange());
  if (before.priority !== after.priority) {
    const note = 'only the order in which messages leave changes';
    changes.push(change('PROTOCOL_PRIORITY', `the priority is ${after.priority}`, NO_EFFECT, { note }));
  }
  return [...changes, ...rootChanges(), ...messageChanges()];

  function maxChange(): ProtocolChange {
    const lowered = after.maxBytes < before.maxBytes;
    const writer = lowered ? old : new_;
    const version = comparison.pairing[lowered ? 'old' : 'new'];
    const limit = Math.min(before.maxBytes, after.maxBytes);
    const largest = Math.max(...writer.roots.map(({ decl }) => largestSize(version.program, decl)));
    const text = `max is ${after.maxBytes} instead of ${before.maxBytes} bytes`;
    if (largest <= limit) {
      const note = `its messages have at most ${largest} ${unitOf(largest, 'byte')}`;
      return change('PROTOCOL_MAX', text, NO_EFFECT, { note });
    }
    const advice = lowered
      ? `send no more than ${limit} bytes first, and lower max when no peer of the old version is left`
      : `send no more than ${limit} bytes until no peer of the old version is left`;
    const effect = lowered ? effectOf('some', 'all') : effectOf('all', 'some');
    return change('PROTOCOL_MAX', text, effect, {
      advice,
      beyond: { writer: lowered ? 'old' : 'new', count: limit + 1 },
    });
  }

  /** Each side of a session may have a root of its own. */
  function rootChanges(): readonly ProtocolChange[] {
    const rootOf = (carrier: Carrier, side: Side): Carrier['roots'][number] =>
      carrier.roots.find(({ from }) => from === side) ?? carrier.roots[0]!;
    const found = new Map<string, ProtocolChange>();
    for (const side of ['dialer', 'listener'] as const) {
      const a = rootOf(old, side).decl;
      const b = rootOf(new_, side).decl;
      if (comparison.pairing.paired(a, b)) continue;
      const roots = { old: a, new: b };
      const text = `its messages are ${b.name} instead of ${a.name}`;
      const effect = comparison.effectBelow(roots);
      if (!found.has(text)) found.set(text, change('PROTOCOL_ROOT', text, effect, { roots }));
    }
    return [...found.values()];
  }

  function messageChanges(): readonly ProtocolChange[] {
    const was = old.messages;
    const is = new_.messages;
    return was.all.flatMap((message) => {
      const same = is.all.find((other) => nameOf(other) === nameOf(message));
      return same === undefined ? [] : ruleChanges(was, message, is, same);
    });
  }

  function ruleChanges(was: Messages, a: Message, is: Messages, b: Message): readonly ProtocolChange[] {
    const decl = new_.lookup(b.root.type);
    const items =
      decl.kind === 'record' && decl.fields[0]?.shape.kind === 'named'
        ? new_.lookup(decl.fields[0].shape.name)
        : decl;
    const site = comparison.pairing.new.site(items, b.tag);
    const name = nameOf(b);
    const found: ProtocolChange[] = [];
    const push = (
      code: ChangeCode,
      text: string,
      effect: Effect,
      advice: string,
      about: Message | undefined,
    ): void => {
      found.push(change(code, `${name} ${text}`, effect, { site, advice, about }));
    };
    if (a.from !== b.from) {
      const text =
        b.from === undefined ? 'may be sent by both sides now' : `is only sent by the ${b.from} now`;
      const effect =
        a.from === undefined
          ? effectOf('some', 'all')
          : b.from === undefined
            ? effectOf('all', 'some')
            : PARTLY;
      push(
        'MESSAGE_DIRECTION',
        text,
        effect,
        'peers of the other version close the protocol: keep who sends it',
        b,
      );
    }
    const [asked, asks] = [replyText(was, a), replyText(is, b)];
    if (asked !== asks) {
      const text = `${asks === undefined ? 'has no answer' : `is answered by ${asks}`} now, before ${asked === undefined ? 'it had none' : `by ${asked}`}`;
      const effect =
        asked === undefined ? effectOf('some', 'all') : asks === undefined ? effectOf('all', 'some') : PARTLY;
      // What shows it is the answer that nobody asked for.
      const answer = is.all.find(({ tag }) => tag === (b.reply ?? a.reply)?.tag);
      const advice = 'give the request that is answered another way a name of its own';
      push('MESSAGE_REPLY', text, effect, advice, answer);
    }
    const [slow, fast] = [perSecond(was, a), perSecond(is, b)];
    if (slow !== fast) {
      const lowered = fast < slow;
      const text = `may come ${rateText(is, b)} now, before ${rateText(was, a)}`;
      const advice = `keep to ${lowered ? rateText(is, b) : rateText(was, a)} while peers of the ${lowered ? 'new' : 'old'} version are there`;
      push('MESSAGE_RATE', text, lowered ? effectOf('some', 'all') : effectOf('all', 'some'), advice, b);
    }
    return found;
  }
}

function nameOf({ tag, root }: Message): string {
  return tag ?? root.type;
}

function replyText({ replies }: Messages, { reply }: Message): string | undefined {
  if (reply === undefined) return undefined;
  const key = replies[reply.rule]!.key;
  return key === undefined ? reply.tag : `${reply.tag} with the same ${key.tsName}`;
}

function perSecond({ rates }: Messages, { rate }: Message): number {
  const found = rate === undefined ? undefined : rates[rate];
  return found === undefined ? Infinity : (found.count * 1000) / found.perMs;
}

function rateText({ rates }: Messages, { rate }: Message): string {
  const found = rate === undefined ? undefined : rates[rate];
  return found === undefined ? 'at any rate' : `${found.count} times in ${found.perMs / 1000} s`;
}
