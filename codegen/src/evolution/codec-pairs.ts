/** The generated codecs of both versions, as far as they are needed. */
import type { Schema, TypeDecl } from '../ir/model.js';
import { loadCodecs, type LoadedCodec, type LoadedCodecs } from '../load/load-codecs.js';
import { extendedCodec } from './extended-codec.js';
import { isExtension } from './extended-program.js';
import type { Pairing, TypePair } from './pairing.js';
import { type ServiceEnd, serviceReader } from './service-reader.js';
import type { CodecPair } from './trial.js';
import type { Version } from './version.js';

export interface CodecSource {
  /** The codecs of a type; `undefined` for enums, which have none. */
  of(pair: TypePair): CodecPair | undefined;
}

/** Loads the codecs of the schemas that `pairs` stand in. */
export async function loadCodecPairs(
  { old, new: new_ }: Pairing,
  pairs: readonly TypePair[],
  runtime?: string,
): Promise<CodecSource> {
  const before = await load(
    old,
    pairs.map((pair) => pair.old),
    runtime,
  );
  const after = await load(
    new_,
    pairs.map((pair) => pair.new),
    runtime,
  );
  return {
    of(pair) {
      const a = codecOf(before, old, pair.old);
      const b = codecOf(after, new_, pair.new);
      if (a === undefined || b === undefined) return undefined;
      const [was, is] = [serviceEnd(a, old, pair.old), serviceEnd(b, new_, pair.new)];
      const services = was !== undefined && is !== undefined;
      return {
        types: pair,
        old: services ? serviceReader(was, is) : chosen(a, old, pair.old),
        new: services ? serviceReader(is, was) : chosen(b, new_, pair.new),
      };
    },
  };
}

async function load(version: Version, decls: readonly TypeDecl[], runtime?: string): Promise<LoadedCodecs> {
  const { source: program, program: extended } = version;
  const schemas = new Set(
    decls.flatMap((decl) => [extended.original(extended.home(decl)), ...homesOf(decl)]),
  );
  // A set is walked in the order of insertion, also over what is inserted meanwhile.
  for (const schema of schemas) for (const decl of program.imported(schema)) schemas.add(program.home(decl));
  const needed: readonly Schema[] = program.schemas.filter((schema) => schemas.has(schema));
  const loaded = await loadCodecs({ ...program, schemas: needed }, runtime === undefined ? {} : { runtime });
  await loaded.dispose();
  return loaded;
}

/** The schemas that declare the extensions of a message. */
function homesOf(decl: TypeDecl): readonly Schema[] {
  return decl.kind === 'record' ? decl.fields.filter(isExtension).map(({ home }) => home) : [];
}

/** The codec of a type, with extensions as fields; `undefined` for enums. */
export function codecOf(loaded: LoadedCodecs, version: Version, decl: TypeDecl): LoadedCodec | undefined {
  if (decl.kind === 'enum') return undefined;
  const codec = loaded.codecs(version.program.home(decl).stem).get(decl.name);
  return codec === undefined || decl.kind !== 'record' ? codec : extendedCodec(codec, decl, loaded);
}

function serviceEnd(codec: LoadedCodec, version: Version, decl: TypeDecl): ServiceEnd | undefined {
  const field = version.chosen.get(decl);
  if (decl.kind !== 'record' || field === undefined || version.serviceOf(decl) === undefined)
    return undefined;
  return { codec, decl, field };
}

/** The codec of a root that chooses one of its messages, as the stub of its protocol uses it. */
function chosen(codec: LoadedCodec, version: Version, decl: TypeDecl): LoadedCodec {
  const envelope = version.chosen.get(decl);
  if (envelope === undefined) return codec;
  return { ...codec, decode: (bytes, options) => chosenOf(codec.decode(bytes, options), envelope, decl) };
}

function chosenOf(value: unknown, envelope: string, { name }: TypeDecl): unknown {
  if ((value as Readonly<Record<string, unknown>>)[envelope] !== undefined) return value;
  const error = new Error(`${name}.${envelope}: a required field is missing`);
  throw Object.assign(error, { name: 'WireError', code: 'E_WIRE_REQUIRED' });
}
