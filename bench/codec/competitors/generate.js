/** Runs the compilers of the competitors: `dist/<tool>/<schema>.js` from the two protobuf schemas of the bench. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const require = createRequire(import.meta.url);
const HERE = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(HERE, 'node_modules/.bin');
const DIST = join(HERE, 'dist');
const SCHEMAS = {
  identify: join(HERE, 'schemas/identify.proto'),
  transmitter: join(HERE, '../../schemas/transmitter.proto'),
  hostile: join(HERE, 'schemas/hostile.proto'),
};

function run(tool, args, input) {
  return execFileSync(process.execPath, [tool, ...args], { cwd: HERE, input, stdio: ['pipe', 'pipe', 2] });
}

function folder(name) {
  const path = join(DIST, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

function protobufjs() {
  const out = folder('protobufjs');
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    // A root of their own: modules that share one overwrite each other's packages.
    run(join(BIN, 'pbjs'), [
      '-t',
      'static-module',
      '-w',
      'es6',
      '-r',
      name,
      '-o',
      join(out, `${name}.js`),
      schema,
    ]);
  }
}

/** The plugin wants descriptors from protoc, which nobody should have to install: protobufjs makes them. */
function protobufEs() {
  const out = folder('protobuf-es');
  const protobuf = require('protobufjs');
  const { FileDescriptorSet } = require('protobufjs/ext/descriptor');
  const { create, fromBinary, toBinary } = require('@bufbuild/protobuf');
  const wkt = require('@bufbuild/protobuf/wkt');
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const root = protobuf.loadSync(schema).resolveAll();
    const encoded = FileDescriptorSet.encode(root.toDescriptor('proto3')).finish();
    const [file] = fromBinary(wkt.FileDescriptorSetSchema, encoded).file;
    file.name = `${name}.proto`;
    for (const message of file.messageType) nameEntries(message, `.${file.package}.${message.name}`);
    const request = { fileToGenerate: [file.name], parameter: 'target=js', protoFile: [file] };
    const input = toBinary(wkt.CodeGeneratorRequestSchema, create(wkt.CodeGeneratorRequestSchema, request));
    const output = run(join(BIN, 'protoc-gen-es'), [], input);
    const { error, file: files } = fromBinary(wkt.CodeGeneratorResponseSchema, new Uint8Array(output));
    if (error) throw new Error(error);
    writeFileSync(join(out, `${name}.js`), files[0].content);
  }
}

/** Names the entry types of maps as protoc does; protobufjs leaves them unqualified. */
function nameEntries(message, path) {
  for (const entry of message.nestedType) {
    const field = message.field.find(({ typeName }) => typeName === entry.name);
    entry.name += 'Entry';
    field.typeName = `${path}.${entry.name}`;
  }
}

function protons() {
  const out = folder('protons');
  const ts = require('typescript');
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const copy = join(out, `${name}.proto`);
    // It takes the parts of a package for messages.
    writeFileSync(copy, readFileSync(schema, 'utf8').replace(/^package .*$/m, ''));
    run(join(BIN, 'protons'), ['-o', out, copy]);
    const text = readFileSync(join(out, `${name}.ts`), 'utf8');
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(join(out, `${name}.js`), ts.transpileModule(text, { compilerOptions: options }).outputText);
  }
}

const TOOLS = { protobufjs, 'protobuf-es': protobufEs, protons };

for (const name of process.argv.slice(2)) TOOLS[name]();
