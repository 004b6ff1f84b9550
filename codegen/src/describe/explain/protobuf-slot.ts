/** Fields of protobuf messages as tags find them. */
import type { RecordType, Shape } from '../../ir/model.js';
import { limitTerms, typeTerm, WIRE_TYPES } from '../terms.js';
import type { Owned } from './message-state.js';
import type { Tag } from './protobuf-wire.js';
import type { Described } from './trace.js';

/** A field or a member of a oneof, as a tag finds it. */
export interface Slot extends Owned {
  readonly label: string;
  readonly shape: Shape;
  readonly path: string;
}

/** The field or member with a number. */
export function slotOf(decl: RecordType, number: number): Slot | undefined {
  for (const { name, number: owner, shape } of decl.fields) {
    const path = `${decl.name}.${name}`;
    if (shape.kind !== 'oneof') {
      if (owner === number) return { owner, number, label: name, shape, path };
      continue;
    }
    const member = shape.members.find((candidate) => candidate.number === number);
    if (member === undefined) continue;
    return {
      owner,
      number,
      label: `${name}.${member.tag}`,
      shape: member.shape,
      path: `${path}.${member.tag}`,
    };
  }
  return undefined;
}

/** The line above the parts of a field. */
export function described(slot: Slot | undefined, { number, wireType }: Tag, expected: boolean): Described {
  if (slot === undefined) return { label: `unknown field ${number}` };
  if (!expected) {
    const note = `not read: ${WIRE_TYPES[wireType]} is not how the schema writes it`;
    return { label: `unknown field ${number}`, type: slot.label, note };
  }
  const { shape, label } = slot;
  const terms = limitTerms(shape);
  const note = terms.length === 0 ? undefined : terms.join(', ');
  return { label, type: typeTerm(shape, 'protobuf'), note };
}

/** The key of a map entry that has none. */
export function defaultText(key: Shape): string {
  if (key.kind === 'text') return '';
  return key.kind === 'bool' ? 'false' : '0';
}
