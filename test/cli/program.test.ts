import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fail } from '../../src/errors.js';
import { run as runCompiler } from '../../codegen/src/cli/run.js';
import { COMPILER_COMMANDS, findCompiler } from '../../src/cli/compiler-commands.js';
import { EXIT } from '../../src/cli/exit-codes.js';
import { failureOf } from '../../src/cli/failure.js';
import { Output, printable } from '../../src/cli/output.js';
import { PingFeed } from '../../src/cli/ping-feed.js';
import { eventsOf, inFolder, runCli } from './run-cli.js';

describe('tentacle', () => {
  it('prints its exit codes with every help', async () => {
    for (const argv of [['--help'], ['ping', '--help'], ['node', '--help'], ['keygen', '--help']]) {
      const { exit, out } = await runCli(...argv);
      assert.equal(exit, EXIT.ok);
      assert.match(out, /Exit codes:\n {2}0 {4}done/);
    }
  });

  it('ends with exit code 2 and one line for a mistake, as JSON with --json', async () => {
    const { exit, errors } = await runCli('frobnicate');
    assert.equal(exit, EXIT.usage);
    assert.match(errors, /^tentacle: E_USAGE: unknown command 'frobnicate' .*\n$/);
    const json = await runCli('ping', '--json');
    assert.equal(json.exit, EXIT.usage);
    assert.deepEqual(eventsOf(json.out)[0]?.['code'], 'E_USAGE');
    assert.equal(json.errors, '');
    assert.equal((await runCli('node')).exit, EXIT.usage);
    assert.equal((await runCli()).exit, EXIT.usage);
  });

  it('escapes what a terminal would obey in text of remotes', () => {
    assert.equal(printable('a\u001b[2Jb\r\u202ec\n'), 'a\\u{1b}[2Jb\\u{d}\\u{202e}c\\u{a}');
    assert.equal(printable('grüße 👋'), 'grüße 👋');
  });

  it('uses no colours where there is no terminal', () => {
    const out = { write: () => true };
    assert.equal(new Output(false, out, out).colours.red('x'), 'x');
  });

  it('turns anything thrown into one line with an exit code', () => {
    assert.equal(failureOf(fail('E_LISTEN_FAILED')).exit, EXIT.local);
    assert.equal(failureOf(fail('E_ABORTED')).exit, EXIT.interrupted);
    assert.equal(failureOf(new RangeError('odd')).code, 'E_UNEXPECTED');
    assert.equal(failureOf('odd').message, 'odd');
    assert.equal(
      failureOf(fail('E_LISTEN_FAILED')).message,
      'the operating system refused to listen on this address',
    );
  });

  it('keeps round trips until they are taken, and fails who waits', async () => {
    const feed = new PingFeed();
    feed.push(1);
    const [first, second] = [feed.next(), feed.next()];
    feed.push(2);
    assert.deepEqual([await first, await second], [1, 2]);
    const third = feed.next();
    feed.fail(new Error('over'));
    await assert.rejects(third, /over/);
    await assert.rejects(feed.next(), /over/);
  });
});

describe('commands of the compiler in tentacle', () => {
  it('stands beside the other commands of the compiler, each with a line of help', async () => {
    let help = '';
    await runCompiler(['--help'], {
      out: { write: (text) => (help += text) },
      errors: { write: () => true },
    });
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name!);
    const theirs = commands.filter((name) => name !== 'help').sort();
    assert.deepEqual(COMPILER_COMMANDS.map(([name]) => name).sort(), theirs);
    const { out } = await runCli('--help');
    for (const [name, does] of COMPILER_COMMANDS) {
      assert.match(out, new RegExp(`^ {2}${name} .* ${does.slice(0, 20)}`, 'm'));
      const own = await runCli(name, '--help');
      assert.equal(own.exit, EXIT.ok);
      assert.match(own.out, /Exit codes:\n {2}0 {4}done/);
    }
  });

  it('are handed over as they are, and end as the compiler ends', () =>
    inFolder(async (path) => {
      const compiler = path('node_modules/tentacle-ts-codegen');
      await mkdir(compiler, { recursive: true });
      const bin = { 'tentacle-gen': 'cli.cjs' };
      await writeFile(`${compiler}/package.json`, JSON.stringify({ name: 'tentacle-ts-codegen', bin }));
      await writeFile(
        `${compiler}/cli.cjs`,
        `require('node:fs').writeFileSync('args.json', JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = 3;\n`,
      );
      const cwd = process.cwd();
      process.chdir(path('.'));
      try {
        const passed = async (...args: string[]): Promise<unknown> => {
          const { exit, out } = await runCli(...args);
          assert.equal(exit, 3);
          return [JSON.parse(await readFile('args.json', 'utf8')), eventsOf(out)];
        };
        for (const args of [
          ['limits', '--in', 'x', '--json'],
          ['schema', 'check', '--against', 'HEAD', '--json'],
          ['explain', '/demo/chat', '-', '--strict'],
          ['gen', 'implement', 'chat', 'src/a.ts', '--class', 'A'],
        ]) {
          assert.deepEqual(await passed(...args), [args, []]);
        }
        const event = { event: 'gen', exit: 3 };
        assert.deepEqual(await passed('gen', '--check', '--json'), [['gen', '--check'], [event]]);
      } finally {
        process.chdir(cwd);
      }
    }));

  it('finds the compiler of the project that it is called in', () =>
    inFolder(async (path) => {
      await mkdir(path('node_modules/tentacle-ts-codegen'), { recursive: true });
      const bin = { 'tentacle-gen': 'cli.js' };
      const manifest = path('node_modules/tentacle-ts-codegen/package.json');
      await writeFile(manifest, JSON.stringify({ name: 'tentacle-ts-codegen', bin }));
      assert.throws(() => findCompiler([path('package.json')]), { code: 'E_NOT_BUILT', exit: EXIT.missing });
      await writeFile(path('node_modules/tentacle-ts-codegen/cli.js'), '');
      assert.match(findCompiler([path('package.json')]), /tentacle-ts-codegen.cli\.js$/);
    }));

  it('says what to install where there is none (exit code 5)', () =>
    inFolder((path) => {
      const missing = {
        code: 'E_NOT_INSTALLED',
        exit: EXIT.missing,
        hint: 'npm install --save-dev tentacle-ts-codegen',
      };
      assert.throws(() => findCompiler([path('package.json')]), missing);
      return Promise.resolve();
    }));
});
