import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'codegen/src/cli/main.ts');
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** `gen --watch` in a folder of its own. */
class Watching {
  readonly #child: ChildProcess;
  #text = '';
  #seen = 0;
  #wake = (): void => {};

  constructor(cwd: string, ...args: readonly string[]) {
    this.#child = spawn(process.execPath, ['--import', LOADER, CLI, 'gen', '--watch', ...args], { cwd });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
        this.#wake();
      });
    }
    this.#child.on('exit', () => this.#wake());
  }

  /** What it says until `pattern`; the next call goes on behind that. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const rest = this.#text.slice(this.#seen);
      const found = pattern.exec(rest);
      if (found !== null) {
        const end = found.index + found[0].length;
        this.#seen += end;
        return rest.slice(0, end);
      }
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.#text}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    this.#child.kill(signal);
    const [code] = (await once(this.#child, 'exit')) as [number | null];
    return code;
  }
}

describe('tentacle-gen gen --watch', function () {
  this.timeout(60_000);
  let folder: string;
  let watching: Watching | undefined;
  const path = (name: string): string => join(folder, name);
  const edit = async (name: string, from: string, to: string): Promise<void> => {
    const text = await readFile(path(name), 'utf8');
    assert.ok(text.includes(from));
    await writeFile(path(name), text.replace(from, to));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tentacle-watch-'));
    for (const name of ['chat.mol', 'ping.mol'])
      await cp(join(ROOT, 'schemas', name), path(`schemas/${name}`));
    watching = new Watching(folder);
    assert.match(
      await watching.until(/watching schemas.*\n/),
      /^2 schemas: 4 files written \(\d+ ms\)\nwatching/,
    );
  });
  afterEach(async () => {
    await watching?.end('SIGKILL');
    await rm(folder, { recursive: true });
  });

  it('generates after an edit, and says in one line what changed', async () => {
    await edit('schemas/chat.mol', 'text: Bytes', 'line: Bytes');
    assert.match(
      await watching!.until(/\(\d+ ms\)\n/),
      /^schemas\/chat\.mol changed: 2 files written \(\d+ ms\)\n$/,
    );
    assert.match(await readFile(path('generated/chat.ts'), 'utf8'), /\bline: string;/);
  });

  it('shows the mistake in a broken schema and keeps the last good output until it is mended', async () => {
    const good = await readFile(path('generated/chat.ts'), 'utf8');
    await edit('schemas/chat.mol', '@maxlen 1000 ', '');
    const said = await watching!.until(/the last good output stays \(\d+ ms\)\n/);
    assert.match(
      said,
      /schemas\/chat\.mol:\d+:11 {2}error {2}E_UNBOUNDED {2}field `text` of `Say` has no limit\n/,
    );
    assert.match(said, /\n\d+ \| {5}text: Bytes,\n {3}\| {11}\^\^\^\^\^ add/);
    assert.equal(await readFile(path('generated/chat.ts'), 'utf8'), good);
    await edit('schemas/chat.mol', '@utf8', '@maxlen 77 @utf8');
    await watching!.until(/schemas\/chat\.mol changed: 2 files written/);
    assert.match(await readFile(path('generated/chat.ts'), 'utf8'), /At most 77 bytes/);
  });

  it('sees schemas that come, go and are renamed, also in new folders', async () => {
    await rm(path('schemas/ping.mol'));
    await watching!.until(/schemas\/ping\.mol removed: 2 removed/);
    assert.deepEqual((await readdir(path('generated'))).sort(), ['chat.handler.ts', 'chat.ts']);

    await mkdir(path('schemas/more/deep'), { recursive: true });
    await cp(join(ROOT, 'schemas/ping.mol'), path('schemas/more/deep/ping.mol'));
    await watching!.until(/schemas\/more\/deep\/ping\.mol added: 2 files written/);
    await edit('schemas/more/deep/ping.mol', 'max=1KiB', 'max=2KiB');
    await watching!.until(/schemas\/more\/deep\/ping\.mol changed: 2 files written/);

    await rename(path('schemas/chat.mol'), path('schemas/talk.mol'));
    await watching!.until(/schemas\/talk\.mol added, schemas\/chat\.mol removed: 2 files written, 2 removed/);

    await rename(path('schemas'), path('gone'));
    await watching!.until(/error: there is no folder schemas/);
    assert.equal((await readdir(path('generated'))).length, 4);
    await rename(path('gone'), path('schemas'));
    await watching!.until(/schemas\/talk\.mol added: nothing to write/);
  });

  it('ends with 0 on Ctrl-C', async () => {
    assert.equal(await watching!.end('SIGINT'), 0);
  });
});
