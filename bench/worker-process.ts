import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { compile } from './compile.js';
import type { Answers, CommandName, Commands, Response } from './messages.js';

/** A worker that keeps silent this long hangs. */
const ANSWER_MS = 20_000;
/** How long a worker may take to end by itself; writing a profile takes a while. */
const EXIT_MS = 5_000;

/** The compiled worker, made when the first one is needed. */
let script: string | undefined;

/** Workers that run, to be ended with us even if we end in the middle. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface Waiting {
  resolve(answer: Answers[CommandName]): void;
  reject(error: Error): void;
}

/** A worker process as the harness holds it. Ask one thing at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #role: string;
  readonly #exited: Promise<void>;
  #waiting: Waiting | undefined;
  #failure: Error | undefined;

  /** `role` names it in errors; `flags` are for Node. */
  constructor(role: string, flags: readonly string[]) {
    this.#role = role;
    script ??= join(compile(), 'bench', 'worker.js');
    const child = fork(script, [], {
      // Without our own flags: among them is tsx.
      execArgv: [...flags],
      // What a worker prints must not mix with the result on our standard output.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child = child;
    running.add(child);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        running.delete(child);
        this.#failed(`ended with ${signal ?? `exit code ${code}`}`);
        resolve();
      });
    });
    child.on('error', (error) => this.#failed(error.message));
    child.on('message', (response: Response) => {
      if (response.type === 'failed') return this.#failed(response.message);
      this.#waiting?.resolve(response.answer);
      this.#waiting = undefined;
    });
  }

  /** Sends a command; rejects when the worker fails, ends or keeps silent, also if it did so before. */
  async ask<Name extends CommandName>(name: Name, args: Commands[Name]): Promise<Answers[Name]> {
    if (this.#failure !== undefined) throw this.#failure;
    const silence = setTimeout(
      () => this.#failed(`${name}: no answer within ${ANSWER_MS / 1000} s`),
      ANSWER_MS,
    );
    try {
      return await new Promise<Answers[Name]>((resolve, reject) => {
        // Answers come in order and one at a time, so this one is of the kind that was asked for.
        this.#waiting = { resolve: resolve as Waiting['resolve'], reject };
        this.#child.send({ name, args });
      });
    } finally {
      clearTimeout(silence);
    }
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    if (!running.has(this.#child)) return;
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_MS);
    await this.#exited;
    clearTimeout(late);
  }

  #failed(what: string): void {
    this.#failure ??= new Error(`${this.#role}: ${what}`);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
