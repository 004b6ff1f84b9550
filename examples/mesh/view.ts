import colours from 'picocolors';
import type { Member } from './fleet.js';

/** Redraws at most this often, in ms. */
const FRAME_MS = 200;
/** A line of status this often where there is no terminal, in ms. */
const STATUS_MS = 1_000;
/** Chat lines and events shown below the table. */
const LAST_LINES = 6;
const ESCAPE = String.fromCharCode(27);
const COLOUR_OR_CHARACTER = new RegExp(`(${ESCAPE}\\[\\d+m)|.`, 'gu');

/** Shows the mesh while it runs. */
export interface View {
  /** Something worth a line happened. */
  note(text: string): void;
  heard(text: string): void;
  /** The members or their links changed. */
  update(members: readonly Member[]): void;
  close(): void;
}

/** A redrawn table on a terminal, lines elsewhere. */
export function openView(out: NodeJS.WriteStream): View {
  return out.isTTY ? new TableView(out) : new LineView(out);
}

class LineView implements View {
  readonly #out: NodeJS.WriteStream;
  #members: readonly Member[] = [];
  readonly #timer = setInterval(() => this.#status(), STATUS_MS);

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  note(text: string): void {
    this.#out.write(`${text}\n`);
  }

  heard(): void {}

  update(members: readonly Member[]): void {
    this.#members = members;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #status(): void {
    const links = this.#members.flatMap((member) => member.links);
    const rtts = links.flatMap(({ rttMs }) => (rttMs === undefined ? [] : [rttMs]));
    const range =
      rtts.length === 0 ? 'no ping yet' : `rtt ${ms(Math.min(...rtts))} to ${ms(Math.max(...rtts))}`;
    const received = links.reduce((sum, link) => sum + link.received, 0);
    this.note(
      `${this.#members.length} nodes, ${Math.floor(links.length / 2)} sessions, ${range}, ${received} messages`,
    );
  }
}

class TableView implements View {
  readonly #out: NodeJS.WriteStream;
  readonly #lines: string[] = [];
  #members: readonly Member[] = [];
  /** Rows of the last frame, to draw over. */
  #drawn = 0;
  #frame: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  note(text: string): void {
    this.#line(colours.bold(text));
  }

  heard(text: string): void {
    this.#line(colours.dim(text));
  }

  update(members: readonly Member[]): void {
    this.#members = [...members].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    this.#frame ??= setTimeout(() => this.#draw(), FRAME_MS);
  }

  close(): void {
    clearTimeout(this.#frame);
    this.#draw();
  }

  #line(text: string): void {
    this.#lines.push(text);
    if (this.#lines.length > LAST_LINES) this.#lines.shift();
    this.update(this.#members);
  }

  #draw(): void {
    this.#frame = undefined;
    const rows = [...table(this.#members), '', ...this.#lines];
    const width = this.#out.columns;
    const up = this.#drawn > 0 ? `${ESCAPE}[${this.#drawn}A` : '';
    // Erase what the last frame left in each row, and below the last one.
    const text = rows.map((row) => `${fit(row, width)}${ESCAPE}[K\n`).join('');
    this.#out.write(`${up}${text}${ESCAPE}[J`);
    this.#drawn = rows.length;
  }
}

/** Round trips between all nodes, one row each. */
function table(members: readonly Member[]): string[] {
  const head = `${'rtt, ms'.padEnd(10)}${members.map(({ name }) => name.padStart(9)).join('')}   messages`;
  const rows = members.map(({ name, id, links }) => {
    const cells = members.map((other) => {
      const link = links.find(({ peer }) => peer === other.id);
      const text = other.id === id ? '' : link === undefined ? '–' : (link.rttMs?.toFixed(1) ?? '…');
      return link === undefined ? colours.dim(text.padStart(9)) : colours.green(text.padStart(9));
    });
    const received = links.reduce((sum, link) => sum + link.received, 0);
    return `${name.padEnd(10)}${cells.join('')}${String(received).padStart(11)}   ${colours.dim(id)}`;
  });
  return [colours.bold(head), ...rows];
}

/** Cuts a row that would wrap and so take two lines; colours take no room. */
function fit(row: string, width: number): string {
  let room = width - 1;
  return row.replace(COLOUR_OR_CHARACTER, (text, escape: string | undefined) => {
    if (escape !== undefined) return text;
    room -= 1;
    return room >= 0 ? text : '';
  });
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
