import { inspect } from 'node:util';
import colours from 'picocolors';
import type { Failure } from './failure.js';

/** A value of an event line. */
export type EventData = Record<string, string | number | boolean | null | undefined | readonly string[]>;

/** The colours that a text may use; none where nobody sees them. */
export type Colours = ReturnType<typeof colours.createColors>;

/** Where text goes: standard output and error, or what a test reads. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What commands print: lines for people, or with `--json` one object per line for programs. */
export class Output {
  readonly json: boolean;
  readonly colours: Colours;
  readonly #out: TextStream;
  readonly #errors: TextStream;

  constructor(json: boolean, out: TextStream, errors: TextStream) {
    this.json = json;
    this.#out = out;
    this.#errors = errors;
    // picocolors itself minds NO_COLOR and FORCE_COLOR; a terminal is asked for here.
    this.colours = colours.createColors(!json && out.isTTY === true && colours.isColorSupported);
  }

  /** Something happened: `text` for people, `{ event, ...data }` for programs. */
  event(event: string, data: EventData, text: string): void {
    this.#out.write(`${this.json ? JSON.stringify({ event, ...data }) : text}\n`);
  }

  /** Says on standard error what takes so long or is odd; programs do not need it. */
  notice(text: string): void {
    if (!this.json) this.#errors.write(`${text}\n`);
  }

  /** The one line of a failure; with `TENTACLE_DEBUG` its stack as well. */
  failure(command: string, { code, message, exit, hint, cause, stack }: Failure): void {
    const line = message.replaceAll('\n', ' ');
    if (this.json) {
      this.#out.write(`${JSON.stringify({ event: 'error', code, message: line, hint, exit })}\n`);
    } else {
      this.#errors.write(
        `${command}: ${code}: ${printable(line)}${hint === undefined ? '' : ` (${hint})`}\n`,
      );
    }
    if (process.env['TENTACLE_DEBUG'])
      this.#errors.write(`${cause === undefined ? stack : inspect(cause)}\n`);
  }
}

const CONTROL = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** Text of a remote without what a terminal would obey: control and formatting characters are escaped. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Runs the task of a command; its result is the exit code of the program. */
export type Run = (task: (output: Output) => Promise<number>) => Promise<void>;
