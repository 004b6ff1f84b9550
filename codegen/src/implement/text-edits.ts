/** Changes of a text that leave the rest of it byte for byte as it was. */
export class TextEdits {
  readonly #text: string;
  readonly #insertions: { readonly at: number; readonly text: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  insert(at: number, text: string): void {
    this.#insertions.push({ at, text });
  }

  /** The text with everything inserted; at one place in the order of the calls. */
  apply(): string {
    const sorted = [...this.#insertions].sort((a, b) => a.at - b.at);
    let result = '';
    let from = 0;
    for (const { at, text } of sorted) {
      result += this.#text.slice(from, at) + text;
      from = at;
    }
    return result + this.#text.slice(from);
  }
}
