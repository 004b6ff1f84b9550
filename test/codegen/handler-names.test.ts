import assert from 'node:assert/strict';

import { compile } from '../../codegen/src/index.js';

/** What is wrong with a program: codes and texts, in order. */
function mistakes(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  return compile(texts)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);
}

const proto = (...lines: readonly string[]): string =>
  ['syntax = "proto3";', 'package t;', ...lines].join('\n');
const protocol = (name: string): string => `/// @protocol name="${name}" versions=["1"] max=4KiB\n`;
const MESSAGES = 'message A { uint32 x = 1; }\nmessage N {}';
const TABLES = 'table A { x: Uint32, }\ntable B { x: Uint32, }\narray Uint32 [byte; 4];';

/** A service of the given calls. */
function service(...calls: readonly string[]): string {
  return `${protocol('/p')}service Calc {\n${calls.join('\n')}\n}`;
}

describe('names that a handler file needs', () => {
  it('a service without calls', () => {
    assert.deepEqual(mistakes({ 'a.proto': proto(service(), MESSAGES) }), [
      'E_PROTOCOL `Calc` has nothing that could be called',
    ]);
  });

  for (const made of ['CalcEnvelope', 'CalcRefusal']) {
    it(`a message called like the ${made} of a service`, () => {
      const text = proto(service('rpc Add(A) returns (N);'), MESSAGES, `message ${made} {}`);
      assert.deepEqual(mistakes({ 'a.proto': text }), [
        `E_NAME \`Calc\` needs the name \`${made}\` for what carries it`,
      ]);
    });
  }

  for (const id of [0, 9_499, 9_999, 268_435_455, 4_294_967_295]) {
    it(`a method with the number ${id}, which no field of the envelope can have`, () => {
      const text = proto(service(`/// @id ${id}`, 'rpc Add(A) returns (N);'), MESSAGES);
      assert.deepEqual(mistakes({ 'a.proto': text }), [
        `E_NUMBER_RANGE \`Add\` cannot have the number ${id}`,
      ]);
    });
  }

  it('methods with the least and the largest numbers', () => {
    for (const id of [1, 9_498, 10_000, 268_435_454]) {
      const text = proto(service(`/// @id ${id}`, 'rpc Add(A) returns (N);'), MESSAGES);
      assert.deepEqual(mistakes({ 'a.proto': text }), []);
    }
  });

  it('two protocols of one name in a file', () => {
    const root = `${protocol('/p')}message Root { oneof it { A a = 1; N n = 2; } }`;
    const text = proto(service('rpc Add(A) returns (N);'), root, MESSAGES);
    assert.deepEqual(mistakes({ 'a.proto': text }), ['E_PROTOCOL there is another protocol `/p`']);
  });

  it('two protocols whose stubs have a type of one name', () => {
    const foo = `${protocol('/a')}union Foo {\n/// @from dialer\nA,\nB,\n}\n`;
    const text = `${foo}${protocol('/b')}union FooDialer { A, B, }\n${TABLES}`;
    assert.deepEqual(mistakes({ 'a.mol': text }), [
      'E_NAME the stub of `/b` exports `FooDialerSend`, which is exported for `/a`',
    ]);
  });

  it('a stub and an imported type of one name', () => {
    const main = `import other;\n${protocol('/p')}union Root { A, B, }`;
    const other = `${TABLES}\ntable MainPeer { x: Uint32, }`;
    assert.deepEqual(mistakes({ 'main.mol': main, 'other.mol': other }), [
      'E_NAME the stub of `/p` exports `MainPeer`, which is a type that the schema imports',
    ]);
  });

  it('a type called like something that its protocol does not have is no clash', () => {
    const text = `${protocol('/p')}union Root { A, B, AClient, }\ntable AClient { x: Uint32, }\n${TABLES}`;
    assert.deepEqual(mistakes({ 'a.mol': text }), []);
  });

  it('a file that begins with a digit', () => {
    assert.deepEqual(mistakes({ '2fa.mol': `${protocol('/p')}union Root { A, B, }\n${TABLES}` }), [
      'E_NAME the stub of `/p` is named after its file, and `2fa` is no name',
    ]);
  });

  it('two files that become one', () => {
    const clash = (files: Readonly<Record<string, string>>, name: string): void =>
      assert.deepEqual(mistakes(files), [
        `E_NAME ${Object.keys(files).join(' and ')} both generate ${name}: rename one`,
      ]);
    clash({ 'a.mol': TABLES, 'a.proto': proto(MESSAGES) }, 'a.ts');
    // Also where nothing is declared that has a place of its own.
    clash(
      { 'a/k.proto': proto('enum Kind { A = 0; }'), 'b/k.proto': proto('enum Color { RED = 0; }') },
      'k.ts',
    );
    clash(
      { 'a.mol': `${protocol('/p')}union Root { A, B, }\n${TABLES}`, 'a.handler.mol': 'table Z {}\n' },
      'a.handler.ts',
    );
    // Some file systems do not tell them apart.
    clash({ 'K.proto': proto('enum Kind { A = 0; }'), 'k.proto': proto('message N {}') }, 'k.ts');
  });
});

describe('answers that could not be given', () => {
  const root = (...items: readonly string[]): string =>
    `${protocol('/p')}union Root {\n${items.join('\n')}\n}\n${TABLES}`;

  it('both sides ask, one may answer', () => {
    assert.deepEqual(mistakes({ 'a.mol': root('/// @reply B', 'A,', '/// @from dialer', 'B,') }), [
      'E_PROTOCOL both sides send `A`, but only the dialer its answer `B`',
    ]);
  });

  it('the same side asks and answers', () => {
    const text = root('/// @from dialer @reply B', 'A,', '/// @from dialer', 'B,');
    assert.deepEqual(mistakes({ 'a.mol': text }), [
      'E_PROTOCOL `A` and its answer `B` are both sent by the dialer',
    ]);
  });

  it('a key that is a number on one side and a bigint on the other', () => {
    const text = proto(
      `${protocol('/p')}message Root { oneof it {`,
      '/// @reply b by=id',
      'A a = 1; B b = 2; } }',
      'message A { uint64 id = 1; }',
      'message B {\n/// @number\nuint64 id = 1; }',
    );
    assert.deepEqual(mistakes({ 'a.proto': text }), ['E_PROTOCOL `id` has another type in `A` than in `b`']);
  });

  it('a key that is given twice', () => {
    const text = root('/// @reply B by=x by=x timeout=1s', 'A,', 'B,');
    assert.deepEqual(mistakes({ 'a.mol': text }), ['E_REPEATED_ANNOTATION `by` is given twice']);
  });

  it('rules below a message that is not taken apart', () => {
    const text = proto(
      `${protocol('/p')}message Root { Inner inner = 1; }`,
      'message Inner { oneof it {\n/// @rate 3/s\nA a = 1; N n = 2; } }',
      MESSAGES,
    );
    assert.deepEqual(mistakes({ 'a.proto': text }), [
      'E_MISPLACED_ANNOTATION no protocol sends `A` as a message of its own',
    ]);
  });
});

describe('messages called like a call of the life cycle', () => {
  const found = (path: string, text: string): readonly unknown[] =>
    compile([{ path, text }]).diagnostics.map(({ code, message, hint, line, column, related }) => [
      `${line}:${column} ${code} ${message}`,
      hint,
      related.map((other) => `${other.line}:${other.column} ${other.message}`),
    ]);

  it('an item of a union', () => {
    const text = `${protocol('/p')}union Root {\nA,\nClose,\n}\n${TABLES}\ntable Close {}`;
    assert.deepEqual(found('a.mol', text), [
      [
        '4:1 E_NAME `onClose` tells a handler that the protocol is closed',
        'rename the message `Close`',
        ['1:5 `/p` carries it'],
      ],
    ]);
  });

  it('an item of a union in another file is shown there', () => {
    const { diagnostics } = compile([
      { path: 'a.mol', text: `import b;\n${protocol('/p')}table Root { it: Union, }` },
      { path: 'b.mol', text: 'union Union { Drain, }\ntable Drain {}' },
    ]);
    assert.deepEqual(
      diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
      ['b.mol:1:15 E_NAME'],
    );
  });

  it('a member of a oneof, whatever the message is called', () => {
    const text = proto(`${protocol('/p')}message Root { oneof it { A a = 1; N close = 2; } }`, MESSAGES);
    assert.deepEqual(found('a.proto', text), [
      [
        '4:38 E_NAME `onClose` tells a handler that the protocol is closed',
        'rename the member `close`',
        ['3:5 `/p` carries it'],
      ],
    ]);
  });

  it('a root, and a call of a service', () => {
    const [root] = found('a.mol', `${protocol('/p')}table Open {}`);
    assert.deepEqual((root as readonly unknown[]).slice(0, 2), [
      '2:7 E_NAME `onOpen` tells a handler that the protocol is open',
      'rename the message `Open`',
    ]);
    const [call] = found('a.proto', proto(service('rpc drain(A) returns (N);'), MESSAGES));
    assert.deepEqual((call as readonly unknown[]).slice(0, 2), [
      '5:5 E_NAME `onDrain` tells a handler that there is room for messages again',
      'rename the call `drain`',
    ]);
  });
});
