import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** How long {@link Child.next} waits unless it is told otherwise. Generous: two cores may be busy. */
export const DEADLINE_MS = 20_000;
/** How long a peer may take to end after its stdin closed, before it is killed. */
const GRACE_MS = 5_000;
/** What a failure shows of the past. */
const SHOWN_EVENTS = 12;
const SHOWN_STDERR = 4_000;

/** Fields of each kind of event, without `event` itself. */
export type EventMap = Record<string, object>;
/** One line of a peer, typed by its kind. */
export type EventOf<Events extends EventMap, Kind extends keyof Events> = Events[Kind] & {
  readonly event: Kind;
};
/** Any line of a peer. */
export type AnyEvent<Events extends EventMap> = {
  [Kind in keyof Events]: EventOf<Events, Kind>;
}[keyof Events];
/** Which events of a kind: those with equal fields, or those a predicate accepts. */
export type Match<Event> = Partial<Event> | ((event: Event) => boolean);

/** A foreign program, and what may be asked of it. */
export interface Program {
  /** For error messages. */
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A line of stdout before anything but its kind is known. */
interface Line {
  readonly event: string;
}

interface Waiter {
  accepts(line: Line): boolean;
  resolve(line: Line): void;
  reject(error: Error): void;
}

/**
 * A child process that takes one JSON object per line and tells one per line.
 *
 * Every event can be awaited once: `next` returns the earliest one that no earlier `next` has returned, so it
 * does not matter whether it happens before or after the call, or between which others.
 */
export class Child<Command extends object, Events extends EventMap> {
  /** Everything the peer has said, in order. */
  readonly events: AnyEvent<Events>[] = [];
  readonly #name: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  readonly #waiters = new Set<Waiter>();
  readonly #listeners: ((line: Line) => void)[] = [];
  readonly #unclaimed: Line[] = [];
  #stderr = '';
  #failure: string | undefined;

  constructor(program: Program, config: object) {
    this.#name = program.name;
    this.#process = spawn(program.file, program.args ?? [], {
      stdio: 'pipe',
      env: { ...process.env, ...program.env },
    });
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-SHOWN_STDERR);
    });
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line));
    // A peer that ended closes the pipe under our next command; its exit says more than EPIPE.
    this.#process.stdin.on('error', () => undefined);
    this.#unref();
    this.#process.once('error', (error) => this.#fail(`could not start: ${error.message}`));
    this.#process.once('close', (code, signal) => this.#fail(`ended with ${code ?? signal}`));
    this.#write(config);
  }

  /** Sends a command. What comes of it is an event. */
  command(command: Command): void {
    this.#write(command);
  }

  /** The earliest unclaimed event of `kind` that matches; rejects at the deadline or when the peer ends. */
  next<Kind extends keyof Events & string>(
    kind: Kind,
    match: Match<EventOf<Events, Kind>> = {},
    deadlineMs = DEADLINE_MS,
  ): Promise<EventOf<Events, Kind>> {
    const accepts = acceptor(kind, match);
    const index = this.#unclaimed.findIndex(accepts);
    if (index >= 0)
      return Promise.resolve(this.#unclaimed.splice(index, 1)[0] as unknown as EventOf<Events, Kind>);
    if (this.#failure !== undefined) return Promise.reject(this.#error(`no ${kind}: ${this.#failure}`));
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        act();
      };
      const waiter: Waiter = {
        accepts,
        resolve: (line) => settle(() => resolve(line as unknown as EventOf<Events, Kind>)),
        reject: (error) => settle(() => reject(error)),
      };
      const timer = setTimeout(
        () => waiter.reject(this.#error(`no ${kind} within ${deadlineMs} ms`)),
        deadlineMs,
      );
      this.#waiters.add(waiter);
    });
  }

  /** Calls `listener` for every event of `kind` from now on; awaiting the same events stays possible. */
  on<Kind extends keyof Events & string>(kind: Kind, listener: (event: EventOf<Events, Kind>) => void): void {
    this.#listeners.push((line) => {
      if (line.event === kind) listener(line as unknown as EventOf<Events, Kind>);
    });
  }

  /** Ends the peer by closing its stdin, and by killing it when it does not listen. Waits until it is gone. */
  async stop(): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), GRACE_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** A peer that a test forgot must not keep the test run alive: it ends by itself once our end of stdin closes. */
  #unref(): void {
    this.#process.unref();
    for (const pipe of this.#process.stdio) (pipe as Socket | null)?.unref();
  }

  #write(line: object): void {
    this.#process.stdin.write(`${JSON.stringify(line)}\n`);
  }

  #hear(line: string): void {
    if (!line.startsWith('{')) return this.#fail(`said ${line}`);
    const event = JSON.parse(line) as Line;
    this.events.push(event as unknown as AnyEvent<Events>);
    for (const listener of this.#listeners) listener(event);
    for (const waiter of this.#waiters) {
      if (waiter.accepts(event)) return waiter.resolve(event);
    }
    this.#unclaimed.push(event);
  }

  #fail(text: string): void {
    this.#failure ??= text;
    for (const waiter of this.#waiters) waiter.reject(this.#error(text));
  }

  #error(text: string): Error {
    const last = this.events.slice(-SHOWN_EVENTS).map((event) => `  ${JSON.stringify(event).slice(0, 400)}`);
    return new Error([`${this.#name}: ${text}`, 'last events:', ...last, 'stderr:', this.#stderr].join('\n'));
  }
}

function acceptor<Event>(kind: string, match: Match<Event>): (line: Line) => boolean {
  if (typeof match === 'function') return (line) => line.event === kind && match(line as unknown as Event);
  const fields = Object.entries(match);
  return (line) =>
    line.event === kind &&
    fields.every(([name, value]) => (line as unknown as Record<string, unknown>)[name] === value);
}
