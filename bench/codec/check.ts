import { canonical } from './canonical.js';
import type { Checked, Child } from './child-process.js';
import { makeValues, MESSAGES, type MessageName } from './values.js';

/**
 * Makes sure that all `children` mean the same by `message`: equal bytes, or bytes that the other side reads as the
 * same value, as maps may have any order; and equal values from them. Returns what is wrong, by name.
 */
export async function checkAgreement(
  message: MessageName,
  children: ReadonlyMap<string, Child>,
): Promise<ReadonlyMap<string, string>> {
  const expected = canonical(makeValues()[message]);
  const wrong = new Map<string, string>();
  let reference: { readonly child: Child; readonly wire: string } | undefined;
  for (const [name, child] of children) {
    try {
      const own = await check(child);
      const fault = faultOf(message, own, expected);
      if (fault !== undefined) {
        wrong.set(name, fault);
        continue;
      }
      reference ??= { child, wire: own.wire };
      if (own.wire === reference.wire) continue;
      const there = await check(reference.child, own.wire);
      const here = await check(child, reference.wire);
      if (there.value !== expected || here.value !== expected) wrong.set(name, 'encodes to other bytes');
    } catch (thrown) {
      wrong.set(name, thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return wrong;
}

async function check(child: Child, wire?: string): Promise<Checked> {
  const answer = await child.ask({ type: 'check', ...(wire === undefined ? {} : { wire }) });
  if (answer.type !== 'checked') throw new Error('does not know the message');
  return answer;
}

function faultOf(message: MessageName, { wire, into, value }: Checked, expected: string): string | undefined {
  const bytes = wire.length / 2;
  if (bytes !== MESSAGES[message].bytes)
    return `encodes to ${bytes} bytes instead of ${MESSAGES[message].bytes}`;
  if (into !== undefined && into !== wire) return 'writes other bytes into memory that is there';
  if (value !== expected) return 'decodes to another value';
  return undefined;
}
