import type { Change } from './change.js';
import type { Verdict } from './classify.js';
import type { Finding } from './report.js';

/** A finding without evidence. */
export function findingOf(change: Change, verdict: Verdict): Finding {
  const notes = [change.note, verdict.note].filter((note) => note !== undefined);
  // Under another version nothing has to be done about the change itself.
  const solved = verdict.class === 'safe' || verdict.versioned;
  return {
    ...change.site,
    class: verdict.class,
    code: change.code,
    message: change.message,
    versioned: verdict.versioned,
    note: notes.length === 0 ? null : notes.join('; '),
    advice: [...(change.advice === undefined || solved ? [] : [change.advice]), ...verdict.advice],
    contradiction: null,
    evidence: null,
    counterexample: null,
  };
}
