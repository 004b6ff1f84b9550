/** What a protobuf decoder remembers of a message while it reads on: enough for merging, limits and what is required. */
import type { RecordType } from '../../ir/model.js';

export class MessageState {
  readonly decl: RecordType;
  /** Items of lists by field number; `undefined` for one that is no message. */
  readonly #lists = new Map<number, (MessageState | undefined)[]>();
  /** Entries of maps by field number and key. */
  readonly #maps = new Map<number, Map<string, MessageState | undefined>>();
  /** Values of single fields by owner: the field itself, or the oneof that it is a member of. */
  readonly #values = new Map<number, Held>();

  constructor(decl: RecordType) {
    this.decl = decl;
  }

  list(number: number): (MessageState | undefined)[] {
    return entry(this.#lists, number, () => []);
  }

  map(number: number): Map<string, MessageState | undefined> {
    return entry(this.#maps, number, () => new Map<string, MessageState | undefined>());
  }

  /** What a field holds; `undefined` also when its oneof holds another member. */
  held({ owner, number }: Owned): Held | undefined {
    const held = this.#values.get(owner);
    return held?.number === number ? held : undefined;
  }

  hold({ owner, number }: Owned, text: string, message: MessageState | undefined): void {
    this.#values.set(owner, { number, text, message });
  }

  /** The first required field that is missing, as decoders name it: they look once the whole message is there. */
  missing(): string | undefined {
    for (const { number, name, presence, shape } of this.decl.fields) {
      const held = this.#values.get(number);
      if (presence === 'required' && held === undefined) return `${this.decl.name}.${name}`;
      const below =
        shape.kind === 'list'
          ? this.list(number)
          : shape.kind === 'map'
            ? [...this.map(number).values()]
            : [held?.message];
      for (const message of below) {
        const path = message?.missing();
        if (path !== undefined) return path;
      }
    }
    return undefined;
  }
}

/** A field with what it shares its place with: itself, or the number of its oneof's first member. */
export interface Owned {
  readonly owner: number;
  readonly number: number;
}

interface Held {
  readonly number: number;
  /** A scalar in full, which tells map keys apart. */
  readonly text: string;
  readonly message: MessageState | undefined;
}

function entry<V>(map: Map<number, V>, key: number, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
