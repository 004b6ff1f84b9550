/** Encodings that are almost right. */
import type { Lookup, Schema, TypeDecl } from '../ir/model.js';
import { edgesOf } from './edges.js';
import { encodePlainly } from './encode.js';
import { moleculeTree } from './molecule-build.js';
import { type MolNode, writeMolecule } from './molecule-tree.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateMoleculeTree, mutateMoleculeWord } from './mutate-molecule.js';
import { mutateProtobufPiece, mutateProtobufTree } from './mutate-protobuf.js';
import type { Random } from './prng.js';
import { protobufTree } from './protobuf-build.js';
import { type ProtoField, writeProtobuf } from './protobuf-tree.js';

/** One change can make three hundred times as much of something: what has become larger is not changed again. */
const CHANGED_AGAIN_UP_TO = 16_384;

/**
 * The encoding of `value` with one to three changes: mostly some that keep the headers around them right, so that
 * what lies deep inside is reached, now and then a wrong header or a blind change.
 */
export function mutant(
  format: Schema['format'],
  decl: TypeDecl,
  value: unknown,
  lookup: Lookup,
  random: Random,
): Uint8Array {
  const changes = 1 + (random.chance(0.3) ? 1 + random.below(2) : 0);
  const last = random.below(10);
  const structural = last < 6 ? changes : changes - 1;
  let bytes: Uint8Array;
  if (format === 'molecule') {
    const size = (tree: MolNode): number => writeMolecule(tree).bytes.length;
    const change = (tree: MolNode): MolNode => mutateMoleculeTree(tree, random);
    const tree = changed(moleculeTree(decl, value, lookup), structural, change, size);
    bytes = last === 6 || last === 7 ? mutateMoleculeWord(tree, random) : writeMolecule(tree).bytes;
  } else {
    if (decl.kind !== 'record') throw new Error(`${decl.name} is no message`);
    const size = (fields: readonly ProtoField[]): number => writeProtobuf(fields).bytes.length;
    const change = (fields: readonly ProtoField[]): readonly ProtoField[] =>
      mutateProtobufTree(fields, random);
    const fields = changed(protobufTree(decl, value, lookup), structural, change, size);
    bytes = last === 6 || last === 7 ? mutateProtobufPiece(fields, random) : writeProtobuf(fields).bytes;
  }
  return last > 7 ? mutateBytes(bytes, random) : bytes;
}

function changed<T>(tree: T, times: number, change: (tree: T) => T, size: (tree: T) => number): T {
  let now = tree;
  for (let i = 0; i < times && (i === 0 || size(now) <= CHANGED_AGAIN_UP_TO); i++) now = change(now);
  return now;
}

/** Encodings that break one limit of the schema each; a decoder refuses them with `code`. */
export function bytesOutside(
  format: Schema['format'],
  decl: TypeDecl,
  lookup: Lookup,
  budget?: number,
): readonly { readonly name: string; readonly bytes: Uint8Array; readonly code: string }[] {
  return edgesOf(decl, lookup, budget).edges.flatMap(({ name, value, code }) =>
    code === 'E_WIRE_LIMIT' || code === 'E_WIRE_DEPTH'
      ? [{ name, bytes: encodePlainly(format, decl, value, lookup), code }]
      : [],
  );
}
