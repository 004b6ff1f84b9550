/** Fields that a message does not have, and where they are kept if they survive a round trip. */
import type { RecordType, Shape } from '../ir/model.js';
import type { Payload, ProtoField } from './protobuf-tree.js';

/** Name in TypeScript of the bytes of unknown fields. */
export const UNKNOWN = '$unknown';

/** The first field number from `start` on that the message does not have, and neither the next one. */
export function unusedNumber({ fields }: RecordType, start: number, step = 1): number {
  const numbers = (shape: Shape, number: number): readonly number[] =>
    shape.kind === 'oneof' ? shape.members.map((member) => member.number) : [number];
  const used = new Set(fields.flatMap(({ shape, number }) => numbers(shape, number)));
  let number = start;
  while (used.has(number) || used.has(number + step)) number += step;
  return number;
}

/** A field of that number that no schema has. */
export function unknownField(number: number, payload: Payload): ProtoField {
  return { number, payload, shape: undefined, path: 'unknown field' };
}

/** An unknown group with groups in it. */
export function unknownGroups(number: number, levels: number): ProtoField {
  let deep = unknownField(number, { kind: 'group', fields: [] });
  for (let i = 1; i < levels; i++) deep = unknownField(number, { kind: 'group', fields: [deep] });
  return deep;
}
