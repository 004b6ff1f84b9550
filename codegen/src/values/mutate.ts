/** Encodings that are almost right. */
import type { Lookup, Schema, TypeDecl } from '../ir/model.js';
import { edgesOf } from './edges.js';
import { encodePlainly } from './encode.js';
import { moleculeTree } from './molecule-build.js';
import { writeMolecule } from './molecule-tree.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateMoleculeTree, mutateMoleculeWord } from './mutate-molecule.js';
import { mutateProtobufPiece, mutateProtobufTree } from './mutate-protobuf.js';
import type { Random } from './prng.js';
import { protobufTree } from './protobuf-build.js';
import { writeProtobuf } from './protobuf-tree.js';

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
    let tree = moleculeTree(decl, value, lookup);
    for (let i = 0; i < structural; i++) tree = mutateMoleculeTree(tree, random);
    bytes = last === 6 || last === 7 ? mutateMoleculeWord(tree, random) : writeMolecule(tree).bytes;
  } else {
    if (decl.kind !== 'record') throw new Error(`${decl.name} is no message`);
    let fields = protobufTree(decl, value, lookup);
    for (let i = 0; i < structural; i++) fields = mutateProtobufTree(fields, random);
    bytes = last === 6 || last === 7 ? mutateProtobufPiece(fields, random) : writeProtobuf(fields).bytes;
  }
  return last > 7 ? mutateBytes(bytes, random) : bytes;
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
