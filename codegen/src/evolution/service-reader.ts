/** What the stub of a service makes of an envelope in which its codec finds no method. */
import type { RecordType } from '../ir/model.js';
import type { LoadedCodec } from '../load/load-codecs.js';
import { membersOf } from './members.js';
import { methodOf } from './service-methods.js';

/** The envelope of a service in one version: its codec, and where the codec finds the method. */
export interface ServiceEnd {
  readonly codec: LoadedCodec;
  readonly decl: RecordType;
  readonly field: string;
}

/**
 * The codec of `reader` as its stub uses it, for bytes that `writer` wrote. A method that the service does not have is
 * refused, or not heard if it is a topic, and the protocol stays open: our readers go on, strict ones do not. A method
 * that it has under another number is one that its peers count on, and an answer of one that it has is none.
 */
export function serviceReader(reader: ServiceEnd, writer: ServiceEnd): LoadedCodec {
  const known = membersOf(reader.decl);
  const written = membersOf(writer.decl);
  return {
    ...reader.codec,
    decode(bytes, options = {}) {
      const value = reader.codec.decode(bytes, options) as Fields;
      if (value[reader.field] !== undefined) return value;
      const body = (writer.codec.decode(bytes) as Fields)[writer.field] as Variant | undefined;
      const member = body && written.find(({ key }) => key === body.type);
      if (member === undefined) throw refused(reader.decl, 'E_WIRE_REQUIRED', 'a required field is missing');
      const { method, isAnswer } = methodOf(member, written);
      const counted = known.some(({ key }) => key === method.key);
      if (!counted && options.strict !== true) return value;
      if (isAnswer) throw refused(reader.decl, 'E_REPLY_UNEXPECTED', `${method.key} was not asked`);
      throw refused(reader.decl, 'E_METHOD_UNKNOWN', `it has no method with the number of ${method.key}`);
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;
type Variant = { readonly type: string };

function refused({ name }: RecordType, code: string, text: string): Error {
  return Object.assign(new Error(`${name}: ${text}`), { name: 'WireError', code });
}
