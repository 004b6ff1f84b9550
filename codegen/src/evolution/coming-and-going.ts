/** Schemas, types and protocols that are in one version only, and types under a new name. */
import type { TypeDecl } from '../ir/model.js';
import type { Carriers } from './carriers.js';
import { type Change, NO_EFFECT } from './change.js';
import { findingOf } from './finding.js';
import { namesIn } from './names-in.js';
import type { Finding } from './report.js';
import type { Comparison } from './type-changes.js';

const SAFE = { class: 'safe', versioned: false, advice: [] } as const;

export function comingAndGoing({ pairing }: Comparison, carriers: Carriers): readonly Finding[] {
  const { old, new: new_ } = pairing;
  const known = new Set(old.program.schemas.map((schema) => old.pathOf(schema)));
  const fresh = new_.program.schemas.filter((schema) => !known.has(new_.pathOf(schema)));
  const safe = (change: Omit<Change, 'effect' | 'path'>): Finding =>
    findingOf({ ...change, effect: NO_EFFECT, path: [] }, SAFE);

  const schemas = fresh.map((schema) => {
    const site = { file: schema.path, line: 1, column: 1 };
    return safe({ code: 'SCHEMA_ADDED', message: `${schema.path} is new`, site });
  });
  const added = pairing.added
    .filter((decl) => !fresh.includes(new_.program.home(decl)))
    .map((decl) => safe({ code: 'TYPE_ADDED', message: `${decl.name} was added`, site: new_.site(decl) }));
  const renamed = pairing.types
    .filter((pair) => pair.old.name !== pair.new.name)
    .map((pair) => {
      const message = `${pair.old.name} was renamed to ${pair.new.name}, same bytes`;
      const note = `TypeScript users import ${pair.new.name} now`;
      return safe({ code: 'TYPE_RENAMED', message, site: new_.site(pair.new), note });
    });
  return [...schemas, ...added, ...renamed, ...pairing.removed.map(removed)];

  function removed(decl: TypeDecl): Finding {
    const change: Change = {
      code: 'TYPE_REMOVED',
      message: `${decl.name} was removed`,
      site: siteOfRemoved(decl),
      effect: NO_EFFECT,
      path: [],
    };
    const used = carriers.old.some(({ types }) => types.has(decl)) || isNamed(decl);
    if (used) return findingOf({ ...change, note: 'what used it changed as well' }, SAFE);
    return findingOf(
      { ...change, advice: `keep ${decl.name}` },
      {
        class: 'break',
        versioned: false,
        note: 'no protocol carries it, and nobody reads it any more',
        advice: [],
      },
    );
  }

  function isNamed(decl: TypeDecl): boolean {
    return old.program.schemas.some(({ types }) =>
      types.some((user) => {
        const lookup = old.scope(user);
        return user !== decl && [...namesIn(user)].some((name) => lookup(name) === decl);
      }),
    );
  }

  /** The file in the new version, if it is still there. */
  function siteOfRemoved(decl: TypeDecl): Change['site'] {
    const home = old.program.home(decl);
    const left = new_.program.schemas.find((schema) => new_.pathOf(schema) === old.pathOf(home));
    return left === undefined ? old.site(decl) : { file: left.path, line: 1, column: 1 };
  }
}
