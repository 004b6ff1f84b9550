/** Where a type may be broken into lines, as prettier does. */
import { type Doc, group, ifBreak, indent, join, line, softline } from './doc.js';
import { closing, list, split } from './expression.js';

/** A type that is no union: objects are broken, and what stands in `<` and `>`. */
export function typeDoc(text: string): Doc {
  if (text.startsWith('{') && closing(text, 0) === text.length - 1) {
    const members = split(text.slice(1, -1).trim(), '; ').map(withType);
    return group(['{', indent([line, join([';', line], members)]), ifBreak(';'), line, '}']);
  }
  const parts = split(text, ' & ');
  if (parts.length > 1) return join(' & ', parts.map(typeDoc));
  const generic = typeArguments(text);
  // One plain name stays where it is.
  if (generic === undefined || (generic.list.length === 1 && /^[\w$]+$/.test(generic.list[0]!))) return text;
  const inner = join([',', line], generic.list.map(typeDoc));
  return group([generic.name, '<', indent([softline, inner]), softline, '>']);
}

/** `name: Type`, or the end of parameters and a type. */
export function withType(text: string): Doc {
  const [name, type] = split(text, ': ');
  return type === undefined ? text : [name!, ': ', typeDoc(type)];
}

/** The parts of `Name<One, Other>`. */
export function typeArguments(
  text: string,
): { readonly name: string; readonly list: readonly string[] } | undefined {
  const open = text.search('<');
  if (open < 1 || !/^[\w$]+$/.test(text.slice(0, open)) || closing(text, open) !== text.length - 1)
    return undefined;
  return { name: text.slice(0, open), list: list(text.slice(open + 1, -1)) };
}
