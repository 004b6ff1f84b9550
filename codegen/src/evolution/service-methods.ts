/** Methods of a service among the members of the message that carries it. */
import type { Service } from '../ir/model.js';
import { pascalCase } from '../ir/names.js';
import type { Change } from './change.js';
import type { Member } from './members.js';

/** A method, or the one that a member answers: what is asked has odd numbers, the answer the next one. */
export function methodOf(
  member: Member,
  members: readonly Member[],
): { readonly method: Member; readonly isAnswer: boolean } {
  const asked = members.find(({ number }) => number === member.number - 1);
  const isAnswer = member.number % 2 === 0 && asked !== undefined;
  return { method: isAnswer ? asked : member, isAnswer };
}

/** Is `member` one of `members` or the answer of one that the other version does not have under any number? */
export function isUnknownMethod(
  member: Member,
  members: readonly Member[],
  others: readonly Member[],
): boolean {
  if (member.oneof === undefined) return false;
  return !others.some(({ key }) => key === methodOf(member, members).method.key);
}

/** What becomes of a method at peers of the version that does not have it. */
export function unknownMethodNote({ key }: Member, { methods }: Service, version: 'old' | 'new'): string {
  const isTopic = methods.some(({ name, topic }) => topic && pascalCase(name) === key);
  const what = isTopic ? 'do not hear it' : 'refuse it with E_METHOD_UNKNOWN';
  return `peers of the ${version} version ${what}, and the protocol stays open`;
}

/** Methods have the numbers 2n + 1 for what is asked and 2n + 2 for the answer. */
export function methodId({ number }: Member): number {
  return Math.floor((number - 1) / 2);
}

/** The answer of a method changes its number with the call: one of the two is enough. */
export function withoutAnswers(changes: readonly Change[]): readonly Change[] {
  const tagOf = ({ path, oldPath }: Change): string | undefined => (oldPath ?? path).at(-1);
  return changes.filter((change) => {
    const asked = tagOf(change)?.replace(/Reply$/, '');
    if (asked === tagOf(change)) return true;
    return !changes.some((other) => other.code === change.code && tagOf(other) === asked);
  });
}
