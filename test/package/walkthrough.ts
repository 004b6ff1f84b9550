/** Runs a Markdown page that tells a reader what to write and what to type. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A fenced block of the page: `file=` is written as it is, `in=` replaces one declaration of a file, `sh` is run, and
 * a `text` block behind it is what it prints, where `…` stands for anything.
 */
export interface Block {
  readonly line: number;
  readonly language: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)) {
    const attributes = new Map([...match[2]!.matchAll(/(\w+)=(\S+)/g)].map((pair) => [pair[1]!, pair[2]!]));
    const line = page.slice(0, match.index).split('\n').length;
    blocks.push({ line, language: match[1]!, attributes, text: match[3]! });
  }
  return blocks;
}

/** Does all that the page says in `folder`. `rewrite` may change a command. Throws where the page is not true. */
export async function walkThrough(
  page: string,
  folder: string,
  rewrite: (command: string) => string,
): Promise<number> {
  let printed: { readonly text: string; readonly line: number } | undefined;
  let steps = 0;
  for (const { line, language, attributes, text } of blocksOf(page)) {
    const file = attributes.get('file');
    if (file !== undefined) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    } else if (attributes.has('in')) {
      const path = join(folder, attributes.get('in')!);
      await writeFile(path, replaceDeclaration(await readFile(path, 'utf8'), text));
    } else if (language === 'sh') {
      const { exit, output } = await shell(rewrite(text), folder);
      const expected = Number(attributes.get('exit') ?? 0);
      if (exit !== expected) throw new Error(`line ${line}: exit ${exit} instead of ${expected}\n${output}`);
      printed = { text: output, line };
    } else if (language === 'text' && printed !== undefined) {
      if (!matches(text, printed.text)) {
        throw new Error(
          `line ${line}: expected\n${text}\nbut the commands of line ${printed.line} printed\n${printed.text}`,
        );
      }
    } else continue;
    steps += 1;
  }
  return steps;
}

/** The declaration that begins with the same line is replaced, or a new one is added at the end. */
export function replaceDeclaration(file: string, declaration: string): string {
  const [head] = declaration.split('\n') as [string];
  const start = file.indexOf(`${head}\n`);
  if (start < 0) return `${file.trimEnd()}\n\n${declaration}`;
  const end = file.indexOf('\n}', start);
  const rest = file.slice(file.indexOf('\n', end + 1) + 1);
  return file.slice(0, start) + declaration + rest;
}

/** Every expected line stands in the output, in this order; `…` is anything within a line, or any lines. */
export function matches(expected: string, output: string): boolean {
  const lines = output.split('\n').map((line) => line.trimEnd());
  let at = 0;
  for (const wanted of expected.trimEnd().split('\n')) {
    if (wanted.trim() === '…' || wanted.trim() === '') continue;
    const parts = wanted
      .trimEnd()
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    while (at < lines.length && !pattern.test(lines[at]!)) at++;
    if (at === lines.length) return false;
    at += 1;
  }
  return true;
}

async function shell(
  script: string,
  cwd: string,
): Promise<{ readonly exit: number; readonly output: string }> {
  // A reader's terminal has none of the variables that a test runner sets.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  return { exit, output };
}
