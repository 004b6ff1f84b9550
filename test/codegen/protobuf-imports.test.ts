import assert from 'node:assert/strict';

import { compile, type SchemaText } from '../../codegen/src/index.js';
import { codecOf, loadGenerated } from './load-generated.js';

const P3 = 'syntax = "proto3";\n';

/** Mistakes in `a.proto`, or in a file that it imports. */
function mistakes(
  files: Readonly<Record<string, string>>,
  given: readonly string[] = ['a.proto'],
): readonly string[] {
  const texts = given.map((path): SchemaText => ({ path, text: files[path]! }));
  return compile(texts, { read: (path) => files[path] }).diagnostics.map(
    ({ file, line, column, code }) => `${file}:${line}:${column} ${code}`,
  );
}

describe('protobuf imports', () => {
  it('show what a file declares, not what it imports itself', () => {
    const files = {
      'a.proto': `${P3}import "b.proto";\nmessage A { B b = 1;\nC c = 2; }`,
      'b.proto': `${P3}import "c.proto";\nmessage B { C c = 1; }`,
      'c.proto': `${P3}message C {}`,
    };
    assert.deepEqual(mistakes(files), ['a.proto:4:1 E_UNKNOWN_TYPE']);
  });

  it('show what a file imports publicly, however far', async () => {
    const files = {
      'a.proto': `${P3}import "b.proto";\nmessage A { C c = 1; D d = 2; }`,
      'b.proto': `${P3}import public "c.proto";`,
      'c.proto': `${P3}import public "d.proto";\nmessage C { int32 x = 1; }`,
      'd.proto': `${P3}message D { int32 y = 1; }`,
    };
    assert.deepEqual(mistakes(files), []);
    const generated = await loadGenerated([{ path: 'a.proto', text: files['a.proto'] }], {
      read: (path) => (files as Readonly<Record<string, string>>)[path],
    });
    const value = { c: { x: 1 }, d: { y: 2 } };
    const codec = codecOf(generated.codecs('a'), 'A');
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    await generated.remove();
  });

  it('work when types of a type stand in a file that the reader does not see', async () => {
    const files = {
      'a.proto': `syntax = "proto2";\nimport "b.proto";\nmessage A { optional B b = 1; }`,
      'b.proto': `syntax = "proto2";\nimport "c.proto";\nmessage B { optional C c = 1; }`,
      'c.proto': `syntax = "proto2";\nmessage C {\nrequired int32 x = 1;\n/// @maxlen 9000\noptional bytes y = 2; }`,
    };
    const generated = await loadGenerated([{ path: 'a.proto', text: files['a.proto'] }], {
      read: (path) => (files as Readonly<Record<string, string>>)[path],
    });
    const codec = codecOf(generated.codecs('a'), 'A');
    const value = { b: { c: { x: 1, y: new Uint8Array(8000) } } };
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    assert.throws(() => codec.decode(Uint8Array.of(10, 2, 10, 0)), { code: 'E_WIRE_REQUIRED' });
    await generated.remove();
  });

  it('may be weak; count from the folder of the file or from one around it', () => {
    const files = {
      'schemas/x/a.proto': `${P3}import weak "b.proto";\nimport "y/c.proto";\nimport "../y/d.proto";\nmessage A { B b = 1; C c = 2; D d = 3; }`,
      'schemas/x/b.proto': `${P3}message B {}`,
      'schemas/y/c.proto': `${P3}message C {}`,
      'schemas/y/d.proto': `${P3}message D {}`,
    };
    assert.deepEqual(mistakes(files, ['schemas/x/a.proto']), []);
  });

  it('must not lead in a circle', () => {
    const files = {
      'a.proto': `${P3}import "b.proto";\nmessage A {}`,
      'b.proto': `${P3}import "a.proto";\nmessage B {}`,
    };
    assert.deepEqual(mistakes(files), ['b.proto:2:8 E_IMPORT']);
  });

  it('must not bring the same name again', () => {
    const files = {
      'a.proto': `${P3}import "b.proto";\nmessage A {}`,
      'b.proto': `${P3}message A {}`,
    };
    assert.deepEqual(mistakes(files), ['a.proto:3:9 E_DUPLICATE_TYPE']);
  });

  it('bring types that TypeScript cannot tell apart only where one is used', () => {
    const files = {
      'a.proto': `${P3}package a;\nimport "b.proto";\nmessage X {}\nmessage A { X x = 1; }`,
      'b.proto': `${P3}package b;\nmessage X {}`,
    };
    assert.deepEqual(mistakes(files), []);
    const both = { ...files, 'a.proto': files['a.proto'].replace('X x = 1;', 'b.X x = 1;') };
    assert.deepEqual(mistakes(both), ['a.proto:5:13 E_NAME']);
  });

  it('a proto3 message may not hold a proto2 enum, a proto2 message may hold a proto3 enum', () => {
    const files = {
      'a.proto': `${P3}import "b.proto";\nmessage A { E e = 1; }`,
      'b.proto': `syntax = "proto2";\nenum E { Z = 0; }`,
    };
    assert.deepEqual(mistakes(files), ['a.proto:3:13 E_UNSUPPORTED']);
    const swapped = {
      'a.proto': `syntax = "proto2";\nimport "b.proto";\nmessage A { optional E e = 1; }`,
      'b.proto': `${P3}enum E { Z = 0; }`,
    };
    assert.deepEqual(mistakes(swapped), []);
  });
});

describe('well-known types of protobuf', () => {
  const FILES = ['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'];
  const imports = FILES.map((name) => `import "google/protobuf/${name}.proto";`).join('\n');
  const text = `${P3}${imports}
message M {
  google.protobuf.Any any = 1;
  google.protobuf.Duration duration = 2;
  google.protobuf.Empty empty = 3;
  google.protobuf.FieldMask mask = 4;
  google.protobuf.Struct struct = 5;
  google.protobuf.Timestamp when = 6;
  google.protobuf.StringValue text = 7;
  google.protobuf.UInt64Value big = 8;
}`;

  it('are ordinary messages with limits, in files of their own', async () => {
    const { outputs, diagnostics } = compile([{ path: 'a.proto', text }]);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual([...outputs.keys()].sort(), [
      'a.ts',
      ...FILES.map((name) => `google_protobuf_${name}.ts`),
    ]);
    const generated = await loadGenerated([{ path: 'a.proto', text }]);
    const codec = codecOf(generated.codecs('a'), 'M');
    const value = {
      any: { typeUrl: 'type.googleapis.com/x.Y', value: Uint8Array.of(1, 2) },
      duration: { seconds: -3n, nanos: -5 },
      empty: {},
      mask: { paths: ['a.b', 'c'] },
      struct: {
        fields: new Map([
          ['a', { kind: { type: 'NumberValue', value: 1.5 } }],
          [
            'b',
            { kind: { type: 'ListValue', value: { values: [{ kind: { type: 'NullValue', value: 0 } }] } } },
          ],
        ]),
      },
      when: { seconds: 1n, nanos: 2 },
      text: { value: 'x' },
      big: { value: 2n ** 64n - 1n },
    };
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    assert.throws(() => codec.encode({ ...value, text: { value: 'x'.repeat(65_537) } }), {
      code: 'E_WIRE_LIMIT',
    });
    await generated.remove();
  });

  it('give way to a file of the same path, and others do not exist', () => {
    const own = {
      'a.proto': `${P3}import "google/protobuf/any.proto";\nmessage A { google.protobuf.Mine m = 1; }`,
      'google/protobuf/any.proto': `${P3}package google.protobuf;\nmessage Mine {}`,
    };
    assert.deepEqual(mistakes(own), []);
    const missing = { 'a.proto': `${P3}import "google/protobuf/api.proto";` };
    assert.deepEqual(mistakes(missing), ['a.proto:2:8 E_IMPORT']);
  });

  it('descriptor.proto may be imported for custom options and generates nothing', () => {
    const file = `${P3}import "google/protobuf/descriptor.proto";\nextend google.protobuf.MessageOptions { int32 x = 5000; }\nmessage M { option (x) = 5; }`;
    const { outputs, diagnostics } = compile([{ path: 'a.proto', text: file }]);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual([...outputs.keys()], ['a.ts']);
  });
});
