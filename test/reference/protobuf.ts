/**
 * Protobuf as slowly and plainly as it can be: it walks over the schema for every byte. It shares nothing with the
 * generated codecs and their runtime.
 */
import type { Lookup, RecordType } from '../../codegen/src/ir/model.js';
import { ReferenceReader } from './protobuf-read.js';
import { ReferenceWriter } from './protobuf-write.js';

export { ReferenceFault } from './protobuf-bytes.js';

const DEPTH = 100;

export class ProtobufReference {
  readonly #reader: ReferenceReader;
  readonly #writer: ReferenceWriter;

  constructor(lookup: Lookup) {
    this.#reader = new ReferenceReader(lookup);
    this.#writer = new ReferenceWriter(lookup);
  }

  /** Throws a {@link ReferenceFault} with the code that a generated codec must have. */
  decode(decl: RecordType, bytes: Uint8Array): unknown {
    const message = this.#reader.message(decl, [...bytes], DEPTH, undefined);
    this.#reader.complete(decl, message);
    return message;
  }

  /** Throws a {@link ReferenceFault} for what is nested too deep. */
  encode(decl: RecordType, value: unknown): Uint8Array {
    return Uint8Array.from(this.#writer.message(decl, value, DEPTH));
  }
}
