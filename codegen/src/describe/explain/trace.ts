/** What a walk over bytes leaves behind: a tree of what stands where, and the place where it had to stop. */

/** A stretch of bytes and what it is. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** Name of the field, or what kind of header word this is. */
  readonly label: string;
  /** Type in the schema, for whole values. */
  readonly type?: string | undefined;
  /** Decoded value, for the parts that have one. */
  readonly value?: string | undefined;
  /** Limits, and what else a reader wants to know. */
  readonly note?: string | undefined;
  /** Empty for a leaf, whose bytes are shown. */
  readonly parts: readonly Part[];
}

/** Why the bytes are not what the schema says. */
export interface Defect {
  /** As the generated decoder says it. */
  readonly code: string;
  readonly at: number;
  /** `Type.field` in the names of the schema. */
  readonly path: string;
  readonly detail: string;
}

/** What a part is, without its place. */
export type Described = Pick<Part, 'label' | 'type' | 'value' | 'note'>;

interface OpenPart extends Part {
  end: number;
  readonly parts: Part[];
}

class Stopped extends Error {
  readonly defect: Defect;

  constructor(defect: Defect) {
    super(defect.code);
    this.defect = defect;
  }
}

export class Trace {
  readonly bytes: Uint8Array;
  readonly #roots: Part[] = [];
  #into: Part[] = this.#roots;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Runs `walk`, which describes everything with this trace; a defect ends it early. */
  run(walk: () => void): { readonly parts: readonly Part[]; readonly defect: Defect | undefined } {
    try {
      walk();
      return { parts: this.#roots, defect: undefined };
    } catch (thrown) {
      if (!(thrown instanceof Stopped)) throw thrown;
      return { parts: this.#roots, defect: thrown.defect };
    }
  }

  /** A value made of parts; they stay in the tree when a defect ends the walk among them. */
  group(described: Described, start: number, end: number, body: () => void): void {
    this.growing(described, start, end, () => {
      body();
      return end;
    });
  }

  /** As {@link group}, for what tells its own end; until then it may reach up to `bound`. */
  growing(described: Described, start: number, bound: number, body: () => number): void {
    const part: OpenPart = { ...described, start, end: bound, parts: [] };
    this.#into.push(part);
    const outer = this.#into;
    this.#into = part.parts;
    part.end = body();
    this.#into = outer;
  }

  leaf(described: Described, start: number, end: number): void {
    this.#into.push({ ...described, start, end, parts: [] });
  }

  /** The bytes are wrong at `at`: ends the walk. */
  stop(code: string, at: number, path: string, detail: string): never {
    throw new Stopped({ code, at, path, detail });
  }

  u32(at: number): number {
    const [a, b, c, d] = this.bytes.subarray(at, at + 4) as unknown as readonly [
      number,
      number,
      number,
      number,
    ];
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }
}
