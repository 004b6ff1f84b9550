/** The fields of a protobuf message, and which of them is which in another version. */
import type { Field, RecordType, Shape } from '../ir/model.js';
import { pascalCase } from '../ir/names.js';
import { type ExtensionField, isExtension } from './extended-program.js';
import { protobufShapeChanges } from './protobuf-shape.js';
import type { Scope } from './scope.js';

/** A field of a message; those of a oneof are fields of the message around it. */
export interface Member {
  /** Pascal case: as the tag of a oneof's member. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly number: number;
  readonly shape: Shape;
  readonly presence: Field['presence'];
  readonly fallback: Field['fallback'];
  /** Name of the oneof that it belongs to. */
  readonly oneof: string | undefined;
  /** It is an extension of the message, declared there. */
  readonly extension: ExtensionField | undefined;
  /** From the value of the message to that of the field. */
  readonly path: readonly string[];
}

export interface MemberPair {
  readonly old: Member;
  readonly new: Member;
}

/** `nameOf`: the name in the schema behind the tag of a oneof's member. */
export function membersOf({ fields }: RecordType, nameOf = (tag: string): string => tag): readonly Member[] {
  return fields.flatMap((field): readonly Member[] => {
    const { shape, name, tsName, number, presence, fallback } = field;
    const extension = isExtension(field) ? field : undefined;
    if (shape.kind !== 'oneof') {
      return [
        {
          key: extension === undefined ? pascalCase(name) : name,
          name,
          number,
          shape,
          presence,
          fallback,
          oneof: undefined,
          extension,
          path: [tsName],
        },
      ];
    }
    return shape.members.map((member) => ({
      key: member.tag,
      name: nameOf(member.tag),
      number: member.number,
      shape: member.shape,
      presence: 'optional',
      fallback: undefined,
      oneof: name,
      extension: undefined,
      path: [tsName, member.tag],
    }));
  });
}

/** By name; then by number where the types are the same. */
export function matchMembers(
  old: readonly Member[],
  new_: readonly Member[],
  scope: Scope,
): readonly MemberPair[] {
  const pairs: MemberPair[] = [];
  const pair = (fits: (a: Member, b: Member) => boolean): void => {
    for (const a of old) {
      if (pairs.some((found) => found.old === a)) continue;
      const b = new_.find((member) => !pairs.some((found) => found.new === member) && fits(a, member));
      if (b !== undefined) pairs.push({ old: a, new: b });
    }
  };
  pair((a, b) => a.key === b.key);
  const sameType = (a: Member, b: Member): boolean =>
    protobufShapeChanges(a.shape, b.shape, scope).every(({ code }) => code.startsWith('LIMIT_'));
  pair((a, b) => a.number === b.number && sameType(a, b));
  return pairs;
}
