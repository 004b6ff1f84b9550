// One JSON object per line: commands on stdin, events on stdout. Everything else goes to stderr.
import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { URL } from 'node:url';

// The WASM nodes log through console.
globalThis.console = new Console(process.stderr, process.stderr);

/** Prints one event. */
export function emit(event) {
  process.stdout.write(
    `${JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}\n`,
  );
}

/** Prints the failure of something that was asked, or of the node itself. */
export function failure(kind, error) {
  emit({ event: 'error', kind, text: error instanceof Error ? error.message : String(error) });
}

/** The version of a package as it is installed here. */
export function installed(name) {
  const file = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/**
 * Starts a node with the first line and obeys the further ones in order. `start(config)` returns a table of
 * commands; what a command resolves to is printed as `{ event: 'result', command, value }`. The process ends
 * when stdin closes, so a test that dies takes its peer with it.
 */
export async function serve(start) {
  // A panic inside the WASM shows up in one of these and nowhere else.
  process.on('unhandledRejection', (error) => failure('rejection', error));
  process.on('uncaughtException', (error) => failure('exception', error));
  process.on('workerError', (error) => failure('worker', error));
  let commands;
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    try {
      if (commands === undefined) {
        commands = await start(order);
        continue;
      }
      const value = await commands[order.command](order);
      emit({ event: 'result', command: order.command, value: value ?? null });
    } catch (error) {
      failure(order.command ?? 'start', error);
    }
  }
  process.exit(0);
}
