/** Codecs of messages with extensions: what is kept of them is read and written as fields. */
import type { RecordType } from '../ir/model.js';
import type { LoadedCodec, LoadedCodecs, LoadedExtension } from '../load/load-codecs.js';
import { isExtension } from './extended-program.js';

type Fields = Readonly<Record<string, unknown>>;

/** `codec` with the extensions of the message as fields; itself if there are none. */
export function extendedCodec(codec: LoadedCodec, { fields }: RecordType, loaded: LoadedCodecs): LoadedCodec {
  const extensions = fields.filter(isExtension).map(({ tsName, extension, home }) => {
    return [tsName, loaded.extensions(home.stem).get(extension.field.name)!] as const;
  });
  if (extensions.length === 0) return codec;
  const written = (value: unknown): unknown => withExtensions(value as Fields, extensions);
  return {
    name: codec.name,
    size: (value) => codec.size(written(value)),
    encode: (value) => codec.encode(written(value)),
    decode: (bytes, options) => {
      const message = codec.decode(bytes, options) as Fields;
      return { ...message, ...Object.fromEntries(extensions.map(([name, { get }]) => [name, get(message)])) };
    },
  };
}

function withExtensions(
  value: Fields,
  extensions: readonly (readonly [name: string, extension: LoadedExtension])[],
): unknown {
  const message: Record<string, unknown> = { ...value };
  for (const [name, { set }] of extensions) {
    delete message[name];
    if (value[name] !== undefined) set(message, value[name]);
  }
  return message;
}
