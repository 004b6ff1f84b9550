/** Which messages a protocol has, who may send them and what answers them: what its stub is made of. */
import type { Span } from '../diag/source.js';
import type { Field, IntegerShape, Lookup, Protocol, Rate, Shape, Side } from './model.js';
import { lowerFirst, pascalCase } from './names.js';
import { type Root, rootOf, type Variant, variantsOf } from './variants.js';

/** One message of a protocol. */
export interface Message {
  /** `send.ping`. */
  readonly send: string;
  /** `onPing`. */
  readonly on: string;
  readonly shape: Shape;
  /** Whoever gets it gets a view: it is a `@lazy` table, or its root is. */
  readonly lazy: boolean;
  readonly doc: readonly string[];
  readonly root: Root;
  /** Name of the item of the root's union that carries it; `undefined` if the root is the message. */
  readonly tag: string | undefined;
  /** Its name in the schema. */
  readonly span: Span;
  /** The only side that sends it. */
  readonly from: Side | undefined;
  /** Number of its rate in {@link Messages.rates}. */
  readonly rate: number | undefined;
  /** It asks, and this is the answer. */
  readonly reply: Reply | undefined;
  /** It answers: number of the rule in {@link Messages.replies}. */
  readonly answers: number | undefined;
}

/** What answers a message. */
export interface Reply {
  /** Number of the rule in {@link Messages.replies}. */
  readonly rule: number;
  readonly tag: string;
  readonly shape: Shape;
  /** As {@link Message.lazy}. */
  readonly lazy: boolean;
  /** What carries it, which need not be what carries the question. */
  readonly root: Root;
  readonly timeoutMs: number | undefined;
}

/** A kind of answer. */
export interface ReplyKind {
  readonly name: string;
  readonly tag: string;
  /** The field by which an answer finds its request; `undefined`: by the order. */
  readonly key: Key | undefined;
}

/** A correlating field of request and answer. */
export interface Key {
  readonly tsName: string;
  readonly bits: number;
  readonly type: 'number' | 'bigint';
  /** Largest key that it can carry, as far as keys are counted. */
  readonly max: number;
}

/** All messages of one protocol. */
export interface Messages {
  readonly roots: readonly Root[];
  readonly all: readonly Message[];
  readonly replies: readonly ReplyKind[];
  readonly rates: readonly (Rate & { readonly name: string })[];
  /** The sides of a session send different messages. */
  readonly directed: boolean;
}

/** The messages of a protocol whose rules were checked. */
export function messagesOf(protocol: Protocol, lookup: Lookup): Messages {
  const isService = protocol.service !== undefined;
  const roots = protocol.roots.map((root) => rootOf(root, isService, lookup));
  const variants = roots.flatMap((root) => variantsOf(root, lookup));
  const kinds = new Map<string, ReplyKind>();
  const rates: (Rate & { readonly name: string })[] = [];
  for (const { name, rules, shape } of variants) {
    if (rules?.rate !== undefined) rates.push({ ...rules.rate, name: lowerFirst(pascalCase(name)) });
    const answer = rules?.reply && findItem(variants, rules.reply.item);
    if (answer?.tag === undefined || kinds.has(answer.tag)) continue;
    const by = rules?.reply?.by;
    const key = isService ? SERVICE_KEY : by === undefined ? undefined : keyOf(shape, by, lookup);
    kinds.set(answer.tag, { name: lowerFirst(pascalCase(answer.name)), tag: answer.tag, key });
  }
  const replies = [...kinds.values()];
  const ruleOf = (tag: string | undefined): number | undefined => {
    const found = replies.findIndex((kind) => kind.tag === tag);
    return found < 0 ? undefined : found;
  };
  const all = variants.map((variant): Message => {
    const { rules, root, tag } = variant;
    const answer = rules?.reply && findItem(variants, rules.reply.item);
    const rate = rates.findIndex(({ name }) => name === lowerFirst(pascalCase(variant.name)));
    return {
      send: lowerFirst(pascalCase(variant.name)),
      on: `on${pascalCase(variant.name)}`,
      shape: variant.shape,
      lazy: variant.lazy,
      doc: variant.doc,
      root,
      tag,
      span: variant.span,
      from: rules?.from ?? root.from ?? answerer(variant, variants),
      rate: rate < 0 ? undefined : rate,
      reply:
        answer?.tag === undefined
          ? undefined
          : {
              rule: ruleOf(answer.tag)!,
              tag: answer.tag,
              shape: answer.shape,
              lazy: answer.lazy,
              root: answer.root,
              timeoutMs: rules?.reply?.timeoutMs,
            },
      answers: ruleOf(tag),
    };
  });
  return { roots, all, replies, rates, directed: all.some(({ from }) => from !== undefined) };
}

/** The side that sends an answer: the other one than that which asks, where only one does. */
function answerer({ tag, name }: Variant, variants: readonly Variant[]): Side | undefined {
  if (tag === undefined) return undefined;
  const asked = variants.filter(
    ({ rules }) => rules?.reply !== undefined && isItem({ tag, name }, rules.reply.item),
  );
  const sides = new Set(asked.map(({ rules, root }) => rules?.from ?? root.from));
  const [side] = sides;
  if (asked.length === 0 || sides.size !== 1 || side === undefined) return undefined;
  return side === 'dialer' ? 'listener' : 'dialer';
}

function isItem(
  { tag, name }: { readonly tag: string | undefined; readonly name: string },
  item: string,
): boolean {
  return tag !== undefined && (name === item || tag === item || tag === pascalCase(item));
}

/** The item that a `@reply` names. */
export function findItem<V extends { readonly tag: string | undefined; readonly name: string }>(
  variants: readonly V[],
  item: string,
): V | undefined {
  return variants.find((variant) => isItem(variant, item));
}

/** The correlating field of a message, if it has one of that name that can serve: an unsigned integer, always there. */
export function keyOf(shape: Shape, by: string, lookup: Lookup): Key | undefined {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  const field = decl?.kind === 'record' ? decl.fields.find(({ name }) => name === by) : undefined;
  if (field === undefined || !isKey(field)) return undefined;
  const { bits, asNumber } = field.shape;
  return {
    tsName: field.tsName,
    bits,
    type: bits > 32 && asNumber !== true ? 'bigint' : 'number',
    max: bits > 32 ? Number.MAX_SAFE_INTEGER : 2 ** bits - 1,
  };
}

function isKey(field: Field): field is Field & { readonly shape: IntegerShape } {
  const { shape, presence } = field;
  return shape.kind === 'integer' && !shape.signed && (presence === 'always' || presence === 'implicit');
}

/** A service's envelope carries the key beside the message. */
const SERVICE_KEY: Key = { tsName: 'id', bits: 32, type: 'number', max: 0xffff_ffff };
