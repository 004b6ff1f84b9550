/** A slow second encoder, by the intermediate representation alone: it refuses nothing that has bytes at all. */
import type { Lookup, Schema, TypeDecl } from '../ir/model.js';
import { moleculeTree } from './molecule-build.js';
import { writeMolecule } from './molecule-tree.js';
import { protobufTree } from './protobuf-build.js';
import { writeProtobuf } from './protobuf-tree.js';

/** The bytes of a value, also of one that breaks the limits of the schema. */
export function encodePlainly(
  format: Schema['format'],
  decl: TypeDecl,
  value: unknown,
  lookup: Lookup,
): Uint8Array {
  if (format === 'molecule') return writeMolecule(moleculeTree(decl, value, lookup)).bytes;
  if (decl.kind !== 'record') throw new Error(`${decl.name} is no message`);
  return writeProtobuf(protobufTree(decl, value, lookup)).bytes;
}
