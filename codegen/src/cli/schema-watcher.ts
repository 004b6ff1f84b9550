import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Editors save in several steps; after the last of them nothing moves for this long. */
const QUIET_MS = 40;
/** Elsewhere `recursive` costs a watch per file, and misses folders that are filled as they appear. */
const RECURSIVE = process.platform === 'darwin' || process.platform === 'win32';

interface Watched {
  readonly watcher: FSWatcher;
  /** Another folder of the same name has another one. */
  readonly inode: number;
}

/** Tells when something in a folder, or beside certain files, has changed. */
export class SchemaWatcher {
  readonly #folder: string;
  readonly #watched = new Map<string, Watched>();
  #quiet: NodeJS.Timeout | undefined;
  #pending = false;
  #wake: (() => void) | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves at the first change since it was called last. */
  async changed(): Promise<void> {
    if (!this.#pending) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#pending = false;
  }

  /** Watches the folders that there are now, and those of `files`. Resolves with `true` if one of them is new. */
  async follow(files: readonly string[]): Promise<boolean> {
    const wanted = new Set([...(await this.#folders()), ...files.map((file) => nearest(dirname(file)))]);
    for (const [folder, { watcher, inode }] of this.#watched) {
      if (wanted.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    const added = [...wanted].filter((folder) => !this.#watched.has(folder));
    for (const folder of added) this.#watch(folder);
    return added.length > 0;
  }

  close(): void {
    clearTimeout(this.#quiet);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #folders(): Promise<readonly string[]> {
    // Until the folder is there (again), its parent is where it will appear.
    if (!existsSync(this.#folder)) return [nearest(this.#folder)];
    if (RECURSIVE) return [this.#folder];
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory());
    return [this.#folder, ...folders.map((entry) => join(entry.parentPath, entry.name))];
  }

  #watch(folder: string): void {
    const inode = inodeOf(folder);
    // Gone since it was listed: its parent tells of that.
    if (inode === undefined) return;
    const watcher = watch(folder, { recursive: RECURSIVE && folder === this.#folder });
    this.#watched.set(folder, { watcher, inode });
    watcher.on('change', () => this.#moved());
    watcher.on('error', () => {
      watcher.close();
      this.#watched.delete(folder);
      this.#moved();
    });
  }

  #moved(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#pending = true;
      this.#wake?.();
    }, QUIET_MS);
  }
}

function inodeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}

/** The folder itself or the nearest one above it that exists. */
function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}
