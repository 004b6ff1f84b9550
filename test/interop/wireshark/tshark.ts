/** Runs tshark with the generated dissectors and reads what it says. */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GENERATED = fileURLToPath(new URL('../../../generated', import.meta.url));
const MAX_OUTPUT = 64 << 20;
/** Longer bytes are shown by their digest. */
const LONGEST = 200;

/** Names that belong to our layers; those of Ethernet, IP and TCP are not ours to check. */
const OURS =
  /^(?:tentacle|chat|ping|identify|discovery|net_identify|transmitter|frames)\b(?!.*flags_tree)|^_ws\.expert/;

/** A `before` hook: these tests mean nothing without tshark. */
export function needsTshark(): void {
  const { error } = spawnSync('tshark', ['--version']);
  if (error !== undefined) {
    throw new Error(
      `tshark does not run (${error.message}): install it, on Debian with \`apt-get install tshark\``,
    );
  }
}

/** The scripts of all schemas; each loads what they share. */
export const SCRIPTS: readonly string[] = readdirSync(GENERATED)
  .filter((file) => file.endsWith('.lua') && file !== 'tentacle.lua')
  .sort()
  .map((file) => join(GENERATED, file));

export interface TsharkOptions {
  readonly scripts?: readonly string[];
  /** As in a window: all packets are looked at once more. */
  readonly twoPasses?: boolean;
}

/** What tshark prints for a capture. Fails if it complains about a script. */
export function tshark(
  file: string,
  args: readonly string[],
  { scripts = SCRIPTS, twoPasses = false }: TsharkOptions = {},
): Promise<string> {
  const loading = scripts.flatMap((script) => ['-X', `lua_script:${script}`]);
  // Nothing of the user's own configuration.
  const env = { ...process.env, WIRESHARK_CONFIG_DIR: '/nonexistent', TZ: 'UTC' };
  const all = ['-n', ...(twoPasses ? ['-2'] : []), '-r', file, ...loading, ...args];
  return new Promise((resolve, reject) => {
    execFile('tshark', all, { maxBuffer: MAX_OUTPUT, env }, (error, stdout, stderr) => {
      const complaints = stderr.split('\n').filter((line) => /Lua|rror/.test(line));
      if (error !== null || complaints.length > 0)
        reject(new Error(`tshark: ${error?.message ?? ''}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

/** The values of some fields, one row per packet that matches `filter`; several values of one field in one cell. */
export async function fieldsOf(
  file: string,
  filter: string,
  fields: readonly string[],
  options: TsharkOptions = {},
): Promise<readonly (readonly string[])[]> {
  const wanted = fields.flatMap((field) => ['-e', field]);
  const args = ['-Y', filter, '-T', 'fields', '-E', 'separator=/t', '-E', 'aggregator=|', ...wanted];
  const text = await tshark(file, args, options);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

type Json = string | { readonly [key: string]: Json } | readonly Json[];

/** Everything our dissectors say about a capture, one line per field. */
export async function dissect(file: string, options: TsharkOptions = {}): Promise<string> {
  const text = await tshark(file, ['-Y', 'tentacle', '-T', 'json', '--no-duplicate-keys'], options);
  const packets = JSON.parse(text) as readonly {
    readonly _source: { readonly layers: Readonly<Record<string, Json>> };
  }[];
  return packets
    .map(({ _source: { layers } }) => {
      const { frame, ...others } = layers;
      const number = (frame as Readonly<Record<string, string>>)['frame.number'];
      return [`packet ${number}`, ...lines(others, 1)].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

function lines(value: Json, depth: number): readonly string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    if (!OURS.test(key)) return [];
    const list = Array.isArray(item) ? (item as readonly Json[]) : [item];
    const margin = '  '.repeat(depth);
    return list.flatMap((each) => {
      if (typeof each === 'string') return [`${margin}${key}: ${shown(each)}`];
      return [`${margin}${key}`, ...lines(each, depth + 1)];
    });
  });
}

function shown(value: string): string {
  if (value.length <= LONGEST) return value;
  return `sha256 ${createHash('sha256').update(value).digest('hex')} of ${value.length} characters`;
}
