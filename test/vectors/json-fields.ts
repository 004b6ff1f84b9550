/** One JSON value and where it stands in its file, so that a fault can be named. */
export class Field {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** `false` for what is missing and for `null`. */
  get present(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  /** The member `name`; a missing one is a field that is not {@link present}. */
  at(name: string): Field {
    if (typeof this.#value !== 'object' || this.#value === null) throw this.fault('an object');
    return new Field((this.#value as Record<string, unknown>)[name], `${this.#path}.${name}`);
  }

  /** Reads the field, or answers `undefined` where it is missing. */
  maybe<T>(read: (field: Field) => T): T | undefined {
    return this.present ? read(this) : undefined;
  }

  /** Reads every item of an array; a missing one counts as empty. */
  each<T>(read: (field: Field) => T): T[] {
    if (!this.present) return [];
    if (!Array.isArray(this.#value)) throw this.fault('an array');
    return this.#value.map((item: unknown, index) => read(new Field(item, `${this.#path}[${index}]`)));
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.fault('a string');
    return this.#value;
  }

  number(): number {
    if (!Number.isSafeInteger(this.#value)) throw this.fault('an integer');
    return this.#value as number;
  }

  bytes(): Uint8Array {
    const digits = this.text();
    if (!/^([0-9a-f]{2})*$/i.test(digits)) throw this.fault('hex digits in pairs');
    return Uint8Array.from(Buffer.from(digits, 'hex'));
  }

  /** One of `names`. */
  oneOf<Name extends string>(names: readonly Name[]): Name {
    const name = names.find((each) => each === this.#value);
    if (name === undefined) throw this.fault(names.join(' or '));
    return name;
  }

  /** The error for a value that is not what it should be. */
  fault(wanted: string): Error {
    return new Error(`${this.#path}: ${wanted} expected`);
  }
}
