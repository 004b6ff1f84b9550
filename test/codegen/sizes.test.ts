import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Bundle {
  readonly gzip: number;
  readonly text: string;
  /** Source files of which something is left. */
  readonly files: readonly string[];
}

async function bundle(contents: string): Promise<Bundle> {
  const result = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const { inputs } = Object.values(result.metafile.outputs)[0]!;
  const [output] = result.outputFiles;
  return {
    gzip: gzipSync(output!.contents, { level: 9 }).length,
    text: output!.text,
    files: Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0),
  };
}

const codecFiles = readdirSync(new URL('../../generated', import.meta.url))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.handler.ts'))
  .sort();

describe('what a bundle pays for codecs', () => {
  it('of one small message: what it needs and nothing of the other format', async () => {
    const ping = await bundle("export { PingMessage } from './generated/ping.js';");
    assert.ok(ping.gzip <= 1500, `${ping.gzip} bytes`);
    assert.deepEqual(
      ping.files.filter(
        (file) =>
          !/^generated\/ping|^src\/errors|^src\/wire\/(?:check|codec|encode|error|fixed|mol)\.ts/.test(file),
      ),
      [],
    );
    assert.doesNotMatch(ping.text, /the meaning|a stable error|E_YAMUX|E_SECIO/, 'the catalogue of errors');
  });

  it('of all molecule schemas: no protobuf', async () => {
    const molecule = codecFiles.filter((file) =>
      /^(?:chat|discovery|echo|identify|ping|secio|select)\.ts$/.test(file),
    );
    assert.equal(molecule.length, 7);
    const { files } = await bundle(allOf(molecule));
    assert.deepEqual(
      files.filter((file) => /wire\/(?:proto|varint|extension|intern)/.test(file)),
      [],
    );
  });

  it('of all types of all schemas: at most 350 bytes for each, with the runtime', async () => {
    const count = codecFiles
      .map((file) => readFileSync(new URL(`../../generated/${file}`, import.meta.url), 'utf8'))
      .flatMap((text) => text.match(/^export (?:interface|type) \w/gm) ?? []).length;
    const { gzip } = await bundle(allOf(codecFiles));
    assert.ok(count > 30 && gzip / count <= 350, `${gzip} bytes, ${count} types`);
  });

  it('that are not used: nothing', async () => {
    const { text } = await bundle(allOf(codecFiles).replace(/globalThis.*/, ''));
    assert.equal(text, '');
  });
});

function allOf(files: readonly string[]): string {
  const imports = files.map(
    (file, i) => `import * as m${i} from './generated/${file.replace('.ts', '.js')}';`,
  );
  return `${imports.join('\n')}\nglobalThis.all = [${files.map((_, i) => `m${i}`).join(', ')}];`;
}
