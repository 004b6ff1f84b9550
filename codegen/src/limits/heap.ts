/** The heap that one decoded message can keep busy at worst. */
import type { Program, TypeDecl } from '../ir/model.js';
import { BUFFER, GAPS } from './costs.js';
import { bestRate, type Curve, heapAt } from './curve.js';
import { MoleculeCurves } from './molecule-curves.js';
import { ProtobufCurves } from './protobuf-curves.js';
import { largestSize } from './size.js';
import { stretches } from './stretch.js';

/** The worst of all messages of a type that have at most a number of bytes on the wire. */
export interface WorstCase {
  /** Heap of what was decoded, with the received message where a field is a view of it. Bytes. */
  readonly heap: number;
  /** The part of it that is the received message; 0 if no field is a view. */
  readonly pinned: number;
  /** Bytes on the wire of the message that costs this much. */
  readonly wire: number;
  /** The most heap per byte that many messages can reach, each with a prefix of `overhead` bytes. */
  rate(overhead: number): number;
  /** A value of about `budget` bytes that costs about this much, in the shape that codecs take. */
  make(budget: number): unknown;
}

/** `only`: the item that a root of nothing but a union carries. */
export function worstCase(program: Program, decl: TypeDecl, maxBytes: number, only?: string): WorstCase {
  const curves = curvesOf(program, decl, maxBytes, only);
  const plain = curves(false)!;
  const viewed = curves(true);
  const received = stretches(program, decl, only)
    ? maxBytes
    : Math.min(maxBytes, largestSize(program, decl, only));
  const own = GAPS * heapAt(plain, maxBytes);
  const withViews =
    viewed === undefined || viewed.wire > maxBytes ? 0 : GAPS * (heapAt(viewed, maxBytes) + BUFFER);
  const pinned = withViews + received > own && withViews > 0 ? received : 0;
  const curve = pinned > 0 ? viewed! : plain;
  const most = curve.steps.reduce((sum, { wire, count }) => sum + wire * count, curve.wire);
  return {
    heap: Math.ceil(pinned > 0 ? withViews + pinned : own),
    pinned,
    wire: pinned > 0 ? pinned : Math.min(maxBytes, most),
    rate: (overhead) =>
      Math.max(
        GAPS * bestRate(plain, overhead),
        // The message itself is a byte for a byte.
        viewed === undefined ? 0 : 1 + GAPS * bestRate({ ...viewed, heap: viewed.heap + BUFFER }, overhead),
      ),
    make: (budget) => curve.make(Math.max(budget, curve.wire)).value,
  };
}

function curvesOf(
  program: Program,
  decl: TypeDecl,
  maxBytes: number,
  only: string | undefined,
): (viewed: boolean) => Curve | undefined {
  if (decl.kind === 'record' && decl.layout === 'message') {
    const curves = new ProtobufCurves(program, maxBytes);
    return (viewed) => curves.message(decl, viewed, only);
  }
  const curves = new MoleculeCurves(program, maxBytes);
  return (viewed) => curves.type(decl, viewed, only);
}
