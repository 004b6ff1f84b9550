/** The heap that one decoded message can keep busy at worst. */
import type { Program, TypeDecl } from '../ir/model.js';
import { BUFFER, GAPS, object, VIEW } from './costs.js';
import { bestRate, constant, type Curve, heapAt } from './curve.js';
import { MoleculeCurves } from './molecule-curves.js';
import { ProtobufCurves } from './protobuf-curves.js';
import { largestSize } from './size.js';
import { stretches } from './stretch.js';
import type { Views } from './views.js';

/** The worst of all messages of a type that have at most a number of bytes on the wire. */
export interface WorstCase {
  /** Heap of what was decoded, with the received message where a field is a view of it. Bytes. */
  readonly heap: number;
  /** The part of it that is the received message; 0 if no field is a view. */
  readonly pinned: number;
  /** Heap of the worst that holds views, without the message that they keep; 0 if none can. Bytes. */
  readonly views: number;
  /** The longest message. Bytes. */
  readonly received: number;
  /** Bytes on the wire of the message that costs this much. */
  readonly wire: number;
  /** The most heap per byte that many messages can reach, each with a prefix of `overhead` bytes. */
  rate(overhead: number): number;
  /** A value of about `budget` bytes that costs about this much, in the shape that codecs take. */
  make(budget: number): unknown;
}

/** A view of a table, a list or a union, and what stands for the bytes that it shows. */
const LAZY = GAPS * (object(8) + VIEW + BUFFER);

/** Of a type that would have to contain itself. */
const NO_VALUE = constant(0, 0, undefined);

/** `only`: the item that a root of nothing but a union carries. `lazy`: handlers get a view of it. */
export function worstCase(
  program: Program,
  decl: TypeDecl,
  maxBytes: number,
  only?: string,
  lazy = false,
): WorstCase {
  const curves = curvesOf(program, decl, maxBytes, only);
  const received = stretches(program, decl, only)
    ? maxBytes
    : Math.min(maxBytes, largestSize(program, decl, only));
  if (lazy) return lazyCase(curves('any') ?? NO_VALUE, received);
  const [plain, viewed] = [curves('none'), curves('one')];
  const own = plain === undefined ? 0 : GAPS * heapAt(plain, maxBytes);
  const withViews =
    viewed === undefined || viewed.wire > maxBytes ? 0 : GAPS * (heapAt(viewed, maxBytes) + BUFFER);
  const pinned = withViews + received > own && withViews > 0 ? received : 0;
  const curve = (pinned > 0 ? viewed : plain) ?? viewed ?? NO_VALUE;
  const most = curve.steps.reduce((sum, { wire, count }) => sum + wire * count, curve.wire);
  return {
    heap: Math.ceil(pinned > 0 ? withViews + pinned : own),
    pinned,
    views: withViews,
    received,
    wire: pinned > 0 ? pinned : Math.min(maxBytes, most),
    rate: (overhead) =>
      Math.max(
        plain === undefined ? 0 : GAPS * bestRate(plain, overhead),
        // The message itself is a byte for a byte.
        viewed === undefined ? 0 : 1 + GAPS * bestRate({ ...viewed, heap: viewed.heap + BUFFER }, overhead),
      ),
    make: (budget) => curve.make(Math.max(budget, curve.wire)).value,
  };
}

/** Whatever is in the message, only its bytes count. */
function lazyCase(any: Curve, received: number): WorstCase {
  return {
    heap: Math.ceil(LAZY + received),
    pinned: received,
    views: LAZY,
    received,
    wire: received,
    rate: (overhead) => Math.max(1, (LAZY + any.wire) / (overhead + any.wire)),
    make: (budget) => any.make(Math.max(budget, any.wire)).value,
  };
}

function curvesOf(
  program: Program,
  decl: TypeDecl,
  maxBytes: number,
  only: string | undefined,
): (views: Views) => Curve | undefined {
  if (decl.kind === 'record' && decl.layout === 'message') {
    const curves = new ProtobufCurves(program, maxBytes);
    return (views) => curves.message(decl, views, only);
  }
  const curves = new MoleculeCurves(program, maxBytes);
  return (views) => curves.type(decl, views, only);
}
