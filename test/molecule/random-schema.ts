import type { Seeded } from '../codegen/seeded.js';

/** Names that mean something in TypeScript, in generated code or in JavaScript objects. */
const TYPE_NAMES =
  'Object String Array Map Uint8Array Number BigInt Math Codec Record DecodeOptions Buffer Symbol Error ' +
  'class table union let await null undefined arguments eval number string boolean any never ' +
  'a A_b exact readU32 checkRecord tableCount value bytes T';
const FIELD_NAMES =
  'constructor prototype toString valueOf hasOwnProperty length type value bytes start end at out p p0 p1 n ' +
  'count compatible class this new default function struct table byte size encode x_1 listen_port name then';

/**
 * A sound schema with declarations of all kinds on top of one another, and with awkward names. Sizes stay small.
 */
export function randomSchema(random: Seeded): string {
  const names = new Names(random, TYPE_NAMES);
  const fixed = ['byte'];
  const all = ['byte'];
  const lines: string[] = [];
  const declare = (name: string, isFixed: boolean, text: string): void => {
    all.push(name);
    if (isFixed) fixed.push(name);
    lines.push(text);
  };
  const one = (from: readonly string[]): string => from[random.below(from.length)]!;
  const integers = ['Bool', 'Uint8', 'Int16', 'Uint32', 'Int64', 'Uint128', 'Int256'];
  const bytes = [1, 1, 2, 4, 8, 16, 32];
  integers.forEach((name, i) => {
    if (random.bool()) declare(name, true, `array ${name} [byte; ${bytes[i]}];`);
  });
  const fields = (types: readonly string[], least: number): string => {
    const inside = new Names(random, FIELD_NAMES);
    return random.list(least + random.below(5), () => `${inside.next()}: ${one(types)},`).join(' ');
  };
  for (let count = 6 + random.below(14); count > 0; count--) {
    const name = names.next();
    switch (random.below(8)) {
      case 0:
        declare(name, true, `array ${name} [${one(fixed)}; ${1 + random.below(3)}];`);
        break;
      case 1:
        declare(name, true, `struct ${name} { ${fields(fixed, 1)} }`);
        break;
      case 2:
      case 3:
        declare(name, false, `vector ${name} <${one(all)}>;`);
        break;
      case 4:
        declare(name, false, `option ${name} (${one(all)});`);
        break;
      case 5: {
        const items = [...new Set(random.list(1 + random.below(4), () => one(all)))];
        const id = (): string => (random.bool() ? '' : `: ${random.u32()}`);
        declare(name, false, `union ${name} { ${items.map((item) => `${item}${id()},`).join(' ')} }`);
        break;
      }
      default:
        declare(name, false, `table ${name} { ${fields(all, 0)} }`);
    }
  }
  return lines.sort(() => (random.bool() ? 1 : -1)).join('\n');
}

/** Words in random order, each once without regard to letter case; numbered ones when they are used up. */
class Names {
  readonly #random: Seeded;
  readonly #words: string[];
  readonly #taken = new Set<string>();

  constructor(random: Seeded, words: string) {
    this.#random = random;
    this.#words = words.split(' ');
  }

  next(): string {
    const [word] = this.#words.splice(this.#random.below(this.#words.length), 1);
    const name = word ?? `x${this.#taken.size}`;
    if (this.#taken.has(name.toLowerCase())) return this.next();
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
