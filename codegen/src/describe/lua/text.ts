/** Plain data as Lua source. */

/** What a Lua table can be written from; a Map for keys that are numbers. `undefined` leaves a key out. */
export type LuaValue =
  | string
  | number
  | boolean
  | undefined
  | readonly LuaValue[]
  | ReadonlyMap<number, string>
  | { readonly [key: string]: LuaValue };

const LINE_WIDTH = 110;

const KEYWORDS = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** `value` as an expression that starts at column `used` of a line indented by `depth` levels. */
export function luaText(value: LuaValue, depth = 0, used = 0): string {
  if (typeof value !== 'object') return typeof value === 'string' ? luaString(value) : String(value);
  const entries = entriesOf(value);
  if (entries.length === 0) return '{}';
  const flat = `{ ${entries.map(([key, item]) => key + luaText(item)).join(', ')} }`;
  if (!flat.includes('\n') && flat.length + used + 2 * depth < LINE_WIDTH) return flat;
  const margin = '  '.repeat(depth + 1);
  const lines = entries.map(([key, item]) => `${margin}${key}${luaText(item, depth + 1, key.length)},`);
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function entriesOf(value: Extract<LuaValue, object>): readonly (readonly [string, LuaValue])[] {
  if (value instanceof Map) {
    return [...(value as ReadonlyMap<number, string>)].map(([key, item]) => [`[${key}] = `, item] as const);
  }
  if (Array.isArray(value)) return (value as readonly LuaValue[]).map((item) => ['', item] as const);
  return Object.entries(value as Readonly<Record<string, LuaValue>>)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [`${luaKey(key)} = `, item] as const);
}

function luaKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !KEYWORDS.has(key) ? key : `[${luaString(key)}]`;
}

/** Quotes, backslashes and control characters are escaped; everything else stays UTF-8. */
export function luaString(text: string): string {
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(/[\\'\u0000-\u001f\u007f]/g, (character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;
  });
  return `'${escaped}'`;
}
