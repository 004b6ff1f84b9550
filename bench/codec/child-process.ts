import { fork, type ChildProcess } from 'node:child_process';
import type { Direction } from './loops.js';

/** What a child is asked. One thing at a time. */
export type Request =
  /** How it encodes its message, and what it decodes from that, or from the bytes in `wire`. */
  | { readonly type: 'check'; readonly wire?: string }
  | { readonly type: 'rate'; readonly direction: Direction; readonly ms: number }
  /** What its hostile message retains. */
  | { readonly type: 'heap' };

export interface Checked {
  readonly type: 'checked';
  /** In hex, as `into`, which is what it wrote into memory that was there. */
  readonly wire: string;
  readonly into: string | undefined;
  /** The decoded value, canonical. */
  readonly value: string;
}

export type Answer =
  | Checked
  | { readonly type: 'ready' }
  | { readonly type: 'rate'; readonly rate: number }
  | { readonly type: 'heap'; readonly bytes: number; readonly wire: number; readonly items: number }
  /** The candidate cannot do this. */
  | { readonly type: 'missing' }
  | { readonly type: 'failed'; readonly message: string };

/** A child that keeps silent this long hangs. */
const ANSWER_MS = 60_000;

/** Children that run, to be ended with us even if we end in the middle. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A child as the bench holds it. */
export class Child {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts `script` and waits until it is ready. Rejects if it fails. */
  static async start(script: string, args: readonly string[], flags: readonly string[] = []): Promise<Child> {
    const process = fork(script, args, {
      // Without our own flags: among them is tsx.
      execArgv: [...flags],
      // What a child prints must not mix with the result on our standard output.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    running.add(process);
    process.once('exit', () => running.delete(process));
    const child = new Child(process);
    await child.#next();
    return child;
  }

  async ask(request: Request): Promise<Answer> {
    const answer = this.#next();
    this.#child.send(request);
    return await answer;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    if (!running.has(this.#child)) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** The next answer; rejects when the child fails, ends or keeps silent. */
  #next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const settle = (): void => {
        clearTimeout(silence);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
      };
      const onMessage = (answer: Answer): void => {
        settle();
        if (answer.type === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      };
      const onExit = (code: number | null, signal: string | null): void => {
        settle();
        reject(new Error(`ended with ${signal ?? `exit code ${code}`}`));
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const silence = setTimeout(() => onError(new Error('no answer')), ANSWER_MS);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
    });
  }
}
