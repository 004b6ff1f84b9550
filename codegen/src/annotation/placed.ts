/** Which annotations exist and where they may stand. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { Annotation, Doc } from './scan.js';

/** Where a doc comment stands. */
export type Place = 'type' | 'field' | 'service' | 'method' | 'elsewhere';

const PLACES: Readonly<Record<string, readonly Place[]>> = {
  protocol: ['type', 'service'],
  lazy: ['type'],
  unknown: ['type'],
  max: ['field'],
  maxlen: ['field'],
  maxkey: ['field'],
  depth: ['field'],
  unbounded: ['field'],
  utf8: ['field'],
  number: ['field'],
  since: ['field'],
  from: ['field'],
  reply: ['field'],
  rate: ['field', 'method'],
  topic: ['method'],
  id: ['method'],
  timeout: ['method'],
};

/** Where each kind belongs, by where it may stand, or by its own name if that is narrower. */
const HINTS: Readonly<Partial<Record<string, string>>> = {
  type: 'the root message',
  field: 'a field',
  method: 'an rpc',
  lazy: 'a molecule table',
  unknown: 'a protobuf message',
  from: 'an item of the union that a protocol carries',
  reply: 'an item of the union that a protocol carries',
  rate: 'an item of the union that a protocol carries, or above an rpc',
};

/** Reports annotations that are unknown, misplaced or repeated; returns the good ones by name. */
export function placed(doc: Doc, place: Place, diagnostics: Diagnostics): ReadonlyMap<string, Annotation> {
  const good = new Map<string, Annotation>();
  for (const annotation of doc.annotations) {
    const { name, span } = annotation;
    const homes = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
    const first = good.get(name);
    if (homes === undefined) {
      const hint =
        didYouMean(name, Object.keys(PLACES)) ??
        `known are ${Object.keys(PLACES)
          .map((n) => `@${n}`)
          .join(', ')}`;
      diagnostics.report('E_UNKNOWN_ANNOTATION', span, `\`@${name}\` is not an annotation`, hint);
    } else if (!homes.includes(place)) {
      const hint = `put it directly above ${HINTS[name] ?? HINTS[homes[0]!]!}`;
      diagnostics.report('E_MISPLACED_ANNOTATION', span, `\`@${name}\` does not belong here`, hint);
    } else if (first !== undefined) {
      const related = { span: first.span, message: 'first given here' };
      diagnostics.report('E_REPEATED_ANNOTATION', span, `\`@${name}\` is given twice`, undefined, related);
    } else {
      good.set(name, annotation);
    }
  }
  return good;
}

/** Reports annotations where none may stand. */
export function rejectAnnotations(doc: Doc, diagnostics: Diagnostics): void {
  placed(doc, 'elsewhere', diagnostics);
}
