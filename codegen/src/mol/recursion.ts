import type { MolDecl, Name } from './ast.js';
import type { Scope } from './loader.js';

/** The types that a declaration is made of. */
export function references(decl: MolDecl): readonly Name[] {
  switch (decl.kind) {
    case 'array':
    case 'vector':
    case 'option':
      return [decl.item];
    case 'union':
      return decl.items.map((item) => item.type);
    default:
      return decl.fields.map((field) => field.type);
  }
}

/** Every type that contains itself, with the shortest way from it back to itself. */
export function recursions(scope: Scope): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const endless = typesWithoutEnd(scope);
  for (const name of endless) {
    const way = wayBack(name, endless, scope);
    if (way !== undefined) found.set(name, way);
  }
  return found;
}

/** The types that contain a recursive one, or are it. Usually there are none. */
function typesWithoutEnd(scope: Scope): ReadonlySet<string> {
  const ends = new Map<string, boolean>();
  const check = (name: string): boolean => {
    const known = ends.get(name);
    if (known !== undefined) return known;
    const decl = scope.get(name)?.decl;
    // Stands as long as the type is looked into: who comes back here has gone round.
    ends.set(name, false);
    const result = decl === undefined || references(decl).every(({ text }) => check(text));
    ends.set(name, result);
    return result;
  };
  return new Set([...scope.keys()].filter((name) => !check(name)));
}

/** Breadth first, so that the shortest way is found. */
function wayBack(start: string, among: ReadonlySet<string>, scope: Scope): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const { text } of references(scope.get(name)!.decl)) {
      if (!among.has(text) || cameFrom.has(text)) continue;
      cameFrom.set(text, name);
      if (text === start) return unwind(start, cameFrom);
      queue.push(text);
    }
  }
  return undefined;
}

function unwind(start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [start];
  do way.unshift(cameFrom.get(way[0]!)!);
  while (way[0] !== start);
  return way;
}
