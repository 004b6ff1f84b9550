import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

import { run } from '../../codegen/src/cli/run.js';
import { implement, type Implemented } from '../../codegen/src/implement/implement.js';
import { compile } from '../../codegen/src/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SCHEMA = `
/// @protocol name="/test/blocks" max=4KiB
union Blocks {
    /// @from dialer
    Hello,
    /// @from dialer @reply Block by=nonce
    GetBlock,
    Block,
    Announce,
}
table Hello { count: Uint32, }
table GetBlock { nonce: Uint64, }
table Block { nonce: Uint64, }
table Announce { count: Uint32, }
array Uint32 [byte; 4];
array Uint64 [byte; 8];
`;

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
  noEmit: true,
  strict: true,
  verbatimModuleSyntax: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  exactOptionalPropertyTypes: true,
};

/** Of all three forms in which a lazy message arrives. */
const LAZY = `
/// @protocol name="/test/cart" max=4KiB
/// @lazy
table Cart { load: Load, }
union Load {
    Item,
    /// @max 5 @maxlen 9 @utf8
    Titles,
    Count,
}
table Item { count: Count, }
array Count [byte; 4];
vector Bytes <byte>;
vector Titles <Bytes>;
`;

/** Files of the compiler and of this repository are parsed once. */
const host = ts.createCompilerHost(STRICT);
const parsed = new Map<string, ts.SourceFile | undefined>();
const { getSourceFile } = host;
host.getSourceFile = (name, ...options) => {
  if (name.startsWith(tmpdir())) return getSourceFile(name, ...options);
  if (!parsed.has(name)) parsed.set(name, getSourceFile(name, ...options));
  return parsed.get(name);
};

/** Generated files of two protocols in a folder that uses the runtime of this repository. */
async function project(folder: string): Promise<void> {
  const files = [
    { path: 'schemas/chat.mol', text: await readFile(join(ROOT, 'schemas/chat.mol'), 'utf8') },
    { path: 'schemas/blocks.mol', text: SCHEMA },
  ];
  const runtime = relative(join(folder, 'generated'), join(ROOT, 'src'));
  const { outputs, diagnostics } = compile(files, { runtime });
  assert.deepEqual(diagnostics, []);
  await Promise.all(['schemas', 'generated', 'src'].map((name) => mkdir(join(folder, name))));
  for (const { path, text } of files) await writeFile(join(folder, path), text);
  for (const [file, text] of outputs) await writeFile(join(folder, 'generated', file), text);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}

describe('gen implement', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tentacle-implement-'));
    await project(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const complete = async (
    constant: string,
    file: string,
    text?: string,
    className?: string,
  ): Promise<Implemented> => {
    const generated = path(`generated/${constant}.handler.ts`);
    return implement({
      path: path(file),
      text,
      generated: { path: generated, text: await readFile(generated, 'utf8') },
      constant,
      className,
    });
  };
  const textOf = async (...args: Parameters<typeof complete>): Promise<string> => {
    const result = await complete(...args);
    if ('problem' in result) assert.fail(result.problem);
    return result.text;
  };
  const problemOf = async (...args: Parameters<typeof complete>): Promise<string> => {
    const result = await complete(...args);
    return 'problem' in result ? result.problem.replaceAll(folder, '') : assert.fail(result.text);
  };
  const errorsOf = async (file: string, text: string): Promise<readonly string[]> => {
    await writeFile(path(file), text);
    const program = ts.createProgram([path(file)], STRICT, host);
    const source = program.getSourceFile(path(file))!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  };

  it('makes a file with a class that compiles under the strictest flags', async () => {
    const text = await textOf('chat', 'src/chat-room.ts');
    assert.equal(
      text,
      `import type { ChatHandler, ChatPeer } from '../generated/chat.handler.js';
import type { Say, Seen } from '../generated/chat.js';

export class ChatRoom implements ChatHandler {
  onSay(_peer: ChatPeer, _message: Say): void {
    throw new Error('onSay is not implemented');
  }

  onSeen(_peer: ChatPeer, _message: Seen): void {
    throw new Error('onSeen is not implemented');
  }
}
`,
    );
    assert.deepEqual(await errorsOf('src/chat-room.ts', text), []);
  });

  it('makes a class for each side of a session, with the types of answers', async () => {
    const text = await textOf('blocks', 'src/node.ts', undefined, 'Node');
    assert.match(text, /export class NodeDialer implements BlocksDialerHandler \{\n {2}onAnnounce\(/);
    assert.match(
      text,
      /export class NodeListener implements BlocksListenerHandler \{\n {2}onHello\(_peer: BlocksListenerPeer, _message: Hello\): void/,
    );
    assert.match(
      text,
      /onGetBlock\(_peer: BlocksListenerPeer, _message: GetBlock\): Answered<Omit<Block, 'nonce'>> \{/,
    );
    assert.deepEqual(await errorsOf('src/node.ts', text), []);
    assert.equal(await textOf('blocks', 'src/node.ts', text), text);
  });

  it('takes lazy messages as views, with the imports for them', async () => {
    const runtime = relative(path('generated'), join(ROOT, 'src'));
    const { outputs } = compile([{ path: 'cart.mol', text: LAZY }], { runtime });
    for (const [file, text] of outputs) await writeFile(path(`generated/${file}`), text);
    const text = await textOf('cart', 'src/till.ts');
    assert.match(text, /import type \{ ItemView \} from '\.\.\/generated\/cart\.js';/);
    assert.match(text, /import type \{ ListView \} from '.*\/src\/wire\/index\.js';/);
    assert.deepEqual(
      [...text.matchAll(/_message: (.*)\): void/g)].map(([, type]) => type),
      ['ItemView', 'ListView<string>', 'Uint8Array'],
    );
    assert.deepEqual(await errorsOf('src/till.ts', text), []);
    assert.equal(await textOf('cart', 'src/till.ts', text), text);
  });

  it('adds what is missing and leaves every other byte alone', async () => {
    const before = `#!/usr/bin/env node
// Mine.
import {
    type Say,   // odd spacing
} from "../generated/chat.js"
import { chat } from "../generated/chat.handler.js"
import type { ChatHandler as Handler } from "../generated/chat.handler.js"

/** Doc stays. */
export default class Room implements Handler {
    lines = 0

    /** Counts. */
    onSay(_peer: unknown, { text }: Say) { this.lines += text.length   }
    // The last word.
}
export const name = chat.name
`.replaceAll('\n', '\r\n');
    const after = await textOf('chat', 'src/room.ts', before);
    const added = `\r\n    onSeen(_peer: ChatPeer, _message: Seen): void {\r\n        throw new Error("onSeen is not implemented")\r\n    }\r\n`;
    const expected = before
      .replace('    type Say,', '    type Say,\r\n    type Seen,')
      .replace('import { chat }', 'import { chat, type ChatPeer }')
      .replace('// The last word.\r\n', `// The last word.\r\n${added}`);
    assert.equal(after, expected);
    assert.equal(await textOf('chat', 'src/room.ts', after), after);
    assert.deepEqual(await errorsOf('src/room.ts', after), []);
  });

  it('knows methods as properties, of base classes, and on one line', async () => {
    await writeFile(path('src/base.ts'), 'export class Base {\n  onSeen(): void {}\n}\n');
    const text = `import { Base } from './base.js';
import type { ChatHandler } from '../generated/chat.handler.js';
export class A extends Base implements ChatHandler { onSay = (): void => {}; }
export class B implements ChatHandler { onSay(): void {} }
`;
    const result = await textOf('chat', 'src/room.ts', text);
    assert.match(
      result,
      /export class A extends Base implements ChatHandler \{ onSay = \(\): void => \{\}; \}\n/,
    );
    assert.match(result, /export class B implements ChatHandler \{ onSay\(\): void \{\} \n\n {2}onSeen\(/);
    assert.deepEqual(await errorsOf('src/room.ts', result), []);
  });

  it('gives the class that is named the interface, and takes types that the file calls otherwise', async () => {
    const text = `import type * as api from '../generated/chat.handler.js';
type Say = string;
export const say: Say = '';
export class Room<T> extends Map<string, T> {
}
export type P = api.ChatPeer;
`;
    const result = await textOf('chat', 'src/room.ts', text, 'Room');
    assert.match(result, /class Room<T> extends Map<string, T> implements api\.ChatHandler \{/);
    assert.match(
      result,
      /onSay\(_peer: api\.ChatPeer, _message: import\('\.\.\/generated\/chat\.js'\)\.Say\): void/,
    );
    assert.deepEqual(await errorsOf('src/room.ts', result), []);
  });

  it('completes what is given to handle', async () => {
    const text = `import { blocks } from '../generated/blocks.handler.js';
import { chat as talk } from '../generated/chat.handler.js';

export const a = talk.as({ name: '/other' }).handle({
  onSay(peer, { text }) {
    peer.send.say({ text });
  }
});
export const b = talk.handle(() => ({}));
export const c = blocks.handle({ dialer: {}, listener: { onHello() {}, } });
`;
    const talk = await textOf('chat', 'src/a.ts', text);
    assert.equal(
      talk.slice(0, talk.indexOf('export const c')),
      `import { blocks } from '../generated/blocks.handler.js';
import { chat as talk } from '../generated/chat.handler.js';

export const a = talk.as({ name: '/other' }).handle({
  onSay(peer, { text }) {
    peer.send.say({ text });
  },
  onSeen(_peer, _message) {
    throw new Error('onSeen is not implemented');
  },
});
export const b = talk.handle(() => ({
  onSay(_peer, _message) {
    throw new Error('onSay is not implemented');
  },
  onSeen(_peer, _message) {
    throw new Error('onSeen is not implemented');
  },
}));
`,
    );
    const both = await textOf('blocks', 'src/a.ts', talk);
    assert.match(both, /dialer: \{\n {2}onAnnounce\(_peer, _message\) \{/);
    assert.match(both, /onHello\(\) \{\}, \n {2}onGetBlock\(_peer, _message\) \{/);
    assert.deepEqual(await errorsOf('src/a.ts', both), []);
  });

  it('completes constants of the handler type, annotated or behind `satisfies`', async () => {
    const text = `import type { ChatHandler as Handler } from '../generated/chat.handler.js';

export const a: Handler = { onSeen: () => undefined };
export const b = {
  onSay: () => undefined,
} satisfies Handler;
export const c = { onSay: 1 };
`;
    const completed = await textOf('chat', 'src/a.ts', text);
    assert.deepEqual(await errorsOf('src/a.ts', completed), []);
    assert.match(completed, /const a: Handler = \{ onSeen: \(\) => undefined, \n {2}onSay\(/);
    assert.match(completed, /onSay: \(\) => undefined,\n {2}onSeen\(/);
    assert.match(completed, /export const c = \{ onSay: 1 \};/);
    assert.equal(await textOf('chat', 'src/a.ts', completed), completed);
  });

  it('says what it cannot decide', async () => {
    assert.match(
      await problemOf('chat', 'src/a.ts', 'export class Room {}\n'),
      /^\/src\/a\.ts has no class or constant of the type `ChatHandler`, and no `chat\.handle\(\{ \.\.\. \}\)`: `--class` names/,
    );
    assert.equal(
      await problemOf('chat', 'src/a.ts', 'export class Room {}\n', 'Rom'),
      '/src/a.ts has no class `Rom`: did you mean `Room`?',
    );
    assert.equal(
      await problemOf('blocks', 'src/a.ts', 'export class Room {}\n', 'Room'),
      '`Room` must say which side it is: implements `BlocksDialerHandler` or `BlocksListenerHandler`',
    );
    const noName = '`1a` is no name of a class: `--class` names it';
    assert.equal(await problemOf('chat', 'src/1a.ts', undefined), noName);
    assert.equal(await problemOf('chat', 'src/a.ts', '', '1a'), noName);
    assert.match(await problemOf('chat', 'src/a.ts', 'class {\n'), /^\/src\/a\.ts:\d+ does not parse: /);
  });

  describe('on the command line', () => {
    let cwd: string;
    beforeEach(() => {
      cwd = process.cwd();
      process.chdir(folder);
    });
    afterEach(() => process.chdir(cwd));
    const gen = async (
      ...args: readonly string[]
    ): Promise<{ code: number; out: string; errors: string }> => {
      let [out, errors] = ['', ''];
      const code = await run(['gen', 'implement', ...args], {
        out: { write: (text) => (out += text) },
        errors: { write: (text) => (errors += text) },
      });
      return { code, out, errors };
    };

    it('writes the file once, and finds the protocol by any of its names', async () => {
      assert.deepEqual(await gen('/demo/chat', 'src/room.ts'), {
        code: 0,
        out: 'src/room.ts: Room has onSay, onSeen now\n',
        errors: '',
      });
      const text = await readFile('src/room.ts', 'utf8');
      assert.equal((await gen('chat', 'src/room.ts')).out, 'src/room.ts: nothing is missing\n');
      assert.equal(await readFile('src/room.ts', 'utf8'), text);
    });

    it('asks back about names that are nearly right (exit 1)', async () => {
      await writeFile('src/chat-room.ts', 'export {};\n');
      const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
        [['chta', 'src/room.ts'], /^error: no schema declares the protocol `chta`: did you mean `chat`\?\n$/],
        [['frobnicate', 'src/room.ts'], /: known are blocks, chat\n$/],
        [
          ['chat', 'src/chat-rom.ts'],
          /^error: there is no src\/chat-rom\.ts: did you mean `chat-room\.ts`\? `--new`/,
        ],
        [['chat', 'scr/room.ts'], /^error: there is no folder scr: did you mean `src`\?\n$/],
        [['chat', 'src/room.js'], /is not a TypeScript file/],
      ];
      for (const [args, message] of mistakes) {
        const { code, out, errors } = await gen(...args);
        assert.deepEqual([code, out], [1, '']);
        assert.match(errors, message);
      }
      assert.equal((await gen('chat', 'src/chat-rom.ts', '--new')).code, 0);
      await rm('generated/chat.handler.ts');
      assert.match(
        (await gen('chat', 'src/room.ts')).errors,
        /there is no generated\/chat\.handler\.ts: run/,
      );
      await writeFile('schemas/bad.mol', 'table A {');
      const broken = await gen('chat', 'src/room.ts');
      assert.equal(broken.code, 1);
      assert.match(broken.errors, /error {2}E_/);
    });
  });
});
