/** `gen --vectors <folder>`: golden vectors of every type, and the tests that replay them. */
import { relative } from 'node:path';

import { Option } from 'commander';

import type { BackEnd } from '../back-end.js';
import type { Program, Schema, TypeDecl } from '../ir/model.js';
import { VERSION } from '../version.js';
import { addDeepMistakes, addMoleculeMistakes } from './molecule-vectors.js';
import { addProtobufLeniency } from './protobuf-leniency.js';
import * as protobuf from './protobuf-mistakes.js';
import { REPLAY, REPLAY_FILE, REPLAY_MARK, vectorTest } from './replay-file.js';
import { Rows } from './row.js';
import { typeForms } from './type-forms.js';
import { addValues } from './value-vectors.js';

/** Longest line; what would be longer is named as skipped. */
const LONGEST = 4_500;

const MARK = '{"generator":"tentacle-ts-codegen ';

export const vectorsBackEnd: BackEnd = {
  option: new Option('--vectors <folder>', 'golden vectors of every type, and tests that replay them'),
  emit(program, { folder, out }) {
    const files = new Map<string, string>();
    const codecs = relative(folder, out).replaceAll('\\', '/');
    const from = codecs.startsWith('.') ? codecs : `./${codecs}`;
    for (const schema of program.schemas) {
      const { stem, path } = schema;
      files.set(`${stem}.jsonl`, vectorsOf(schema, program));
      files.set(`${stem}.vectors.test.ts`, vectorTest(stem, path, `${from}/${stem}.js`));
    }
    files.set(REPLAY_FILE, REPLAY);
    return files;
  },
  owns: (file, text) =>
    file.endsWith('.ts') ? text.startsWith(REPLAY_MARK) : file.endsWith('.jsonl') && text.startsWith(MARK),
};

/** The text of `<stem>.jsonl`: a header, then a line for each vector. */
export function vectorsOf(schema: Schema, program: Program): string {
  const lookup = program.lookup(schema);
  const codable = schema.types.filter((decl) => decl.kind !== 'enum');
  const roots = new Set(schema.protocols.flatMap((protocol) => protocol.roots.map(({ type }) => type)));
  const lines: string[] = [];
  const skipped: string[] = [];
  for (const decl of codable) {
    const rows = new Rows(decl.name, LONGEST);
    addValues(rows, schema.format, decl, lookup);
    addBroken(rows, schema, decl, roots.has(decl.name), program);
    lines.push(...rows.lines);
    skipped.push(...rows.skipped);
  }
  const header = {
    generator: `tentacle-ts-codegen ${VERSION}`,
    schema: schema.path,
    hash: schema.hash,
    types: typeForms(codable, lookup),
    skipped,
  };
  return [JSON.stringify(header), ...lines, ''].join('\n');
}

function addBroken(rows: Rows, schema: Schema, decl: TypeDecl, root: boolean, program: Program): void {
  const lookup = program.lookup(schema);
  if (schema.format === 'molecule') {
    addMoleculeMistakes(rows, decl, lookup);
    if (root) addDeepMistakes(rows, decl, lookup);
  } else if (decl.kind === 'record') {
    protobuf.addProtobufMistakes(rows, decl, lookup);
    addProtobufLeniency(rows, decl, lookup);
    if (root) protobuf.addDeepMistakes(rows, decl, lookup);
  }
}
