/** What came of calling a decoder. */

export type Mode = 'strict' | 'compatible';

/** What a decoder made of some bytes. */
export type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/** Calls, and catches what is thrown. */
export function outcomeOf(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (thrown) {
    return { thrown };
  }
}

/** `value`, or the code of the error. */
export function verdict(outcome: Outcome): string {
  if ('value' in outcome) return 'value';
  const { code } = outcome.thrown as { readonly code?: unknown };
  return typeof code === 'string' ? code : String(outcome.thrown);
}
