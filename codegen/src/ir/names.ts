import * as runtime from '../emit/runtime.js';

/** Words that may not name a constant in an ES module. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** Words that may not name a type. */
const TYPE_WORDS = new Set('any async bigint boolean never number object string symbol unknown'.split(' '));

/** What functions of a handler file call their own: a root of that name would be hidden from them. */
const LOCALS = new Set(
  'bytes channel code end handler id key link message options peer priority reply start text'.split(' '),
);

/** Globals that generated code mentions; a schema type of that name must not shadow them. */
const GLOBALS = new Set([
  'Array',
  'BigInt',
  'Codec',
  'DecodeOptions',
  'Map',
  'Math',
  'Number',
  'Object',
  'Omit',
  'Promise',
  'Record',
  'Uint8Array',
]);

/** What every object has. Where a field of that name is left out, `{}` would seem to have it. */
const OBJECT_MEMBERS = new Set(
  'constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf'.split(' '),
);

/** A schema name as a TypeScript type and constant. */
export function typeName(name: string): string {
  const taken = [RESERVED, TYPE_WORDS, LOCALS, GLOBALS, runtime.NAMES].some((names) => names.has(name));
  // `$` is legal in neither schema language, so the name cannot meet another one.
  return taken ? `${name}$` : name;
}

/** A name as the constant that stands for a protocol in its handler file. */
export function constantName(name: string): string {
  return RESERVED.has(name) || runtime.HANDLER_VALUES.includes(name) ? `${name}$` : name;
}

/** The name of a field as the property of its record. */
export function fieldName(name: string): string {
  const camel = camelCase(name);
  return OBJECT_MEMBERS.has(camel) ? `${camel}$` : camel;
}

/** The name of an enum value as the property of its constant. In an object literal, `__proto__` is no property. */
export function valueName(name: string): string {
  return name === '__proto__' ? `${name}$` : name;
}

/** `listen_addrs` as `listenAddrs`. */
export function camelCase(name: string): string {
  const joined = name.replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return lowerFirst(joined);
}

/** `frame_message` as `FrameMessage`; names that are Pascal case already stay as they are. */
export function pascalCase(name: string): string {
  const camel = name.replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** `GetNodes` as `getNodes`, `URL` as `url`, `URLSet` as `urlSet`. */
export function lowerFirst(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  if (capitals === 0) return name;
  const lowered = capitals === 1 || capitals === name.length ? capitals : capitals - 1;
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}
