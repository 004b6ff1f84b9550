/** Google's own compiler as an encoder and decoder: it reads and writes text on its standard streams. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAX_OUTPUT = 256 * 1024 * 1024;

export interface Verdict {
  readonly ok: boolean;
  readonly out: Buffer;
  readonly message: string;
}

export class Protoc {
  readonly #folder: string;

  /** `files` by name; the last one is the one whose messages are asked for. */
  constructor(files: readonly (readonly [string, string])[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'tentacle-protoc-'));
    for (const [name, text] of files) writeFileSync(join(this.#folder, name), text);
    const { ok, message } = this.#run(['--version'], Buffer.alloc(0));
    if (!ok) {
      throw new Error(`these tests need protoc, of the package protobuf-compiler: ${message}`);
    }
  }

  /** Does protoc accept the schema? */
  accepts(file: string): Verdict {
    return this.#run([`--descriptor_set_out=${join(this.#folder, 'descriptor')}`, file], Buffer.alloc(0));
  }

  encode(file: string, type: string, text: string): Verdict {
    return this.#run([`--encode=${type}`, file], Buffer.from(text));
  }

  decode(file: string, type: string, bytes: Uint8Array): Verdict {
    return this.#run([`--decode=${type}`, file], Buffer.from(bytes));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(args: readonly string[], input: Buffer): Verdict {
    const { error, status, stdout, stderr } = spawnSync(
      'protoc',
      [`-I${this.#folder}`, '-I/usr/include', ...args],
      {
        input,
        maxBuffer: MAX_OUTPUT,
      },
    );
    if (error !== undefined) return { ok: false, out: Buffer.alloc(0), message: error.message };
    return { ok: status === 0, out: stdout, message: stderr.toString().trim() };
  }
}
