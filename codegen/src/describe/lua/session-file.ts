/** `tentacle.lua`: what all dissectors share, down to the TCP stream. */
import { readProgram } from '../../read-program.js';
import { VERSION } from '../../version.js';
import { typesDescriptor } from './descriptor.js';
import { CORE } from './runtime/core.js';
import { MESSAGE } from './runtime/message.js';
import { MOLECULE } from './runtime/molecule.js';
import { PROTOBUF } from './runtime/protobuf.js';
import { SCHEMA } from './runtime/schema.js';
import { SECIO } from './runtime/secio.js';
import { START } from './runtime/start.js';
import { STREAMS } from './runtime/streams.js';
import { YAMUX } from './runtime/yamux.js';
import { MARK } from './schema-file.js';
import { luaText } from './text.js';

/** The messages of the session itself. They are the same for every project, so its schemas need not have them. */
export const SESSION_SCHEMA = `
table ProtocolInfo {
    /// @maxlen 1KiB @utf8
    name: String,
    /// @max 128 @maxlen 256 @utf8
    support_versions: StringVec,
}

table Propose {
    /// @maxlen 256
    rand: Bytes,
    /// @maxlen 1KiB
    pubkey: Bytes,
    /// @maxlen 1KiB @utf8
    exchanges: String,
    /// @maxlen 1KiB @utf8
    ciphers: String,
    /// @maxlen 1KiB @utf8
    hashes: String,
}

table Exchange {
    /// @maxlen 256
    epubkey: Bytes,
    /// @maxlen 256
    signature: Bytes,
}

vector Bytes <byte>;
vector String <byte>;
vector StringVec <String>;
`;

/** Types of {@link SESSION_SCHEMA} that stand in frames of their own. */
const ROOTS = ['Exchange', 'Propose', 'ProtocolInfo'];

export function sessionScript(): string {
  const { program } = readProgram([{ path: 'tentacle.mol', text: SESSION_SCHEMA }]);
  const [schema] = program!.schemas;
  const common = `tentacle.common = ${luaText(typesDescriptor(schema!, ROOTS, program!))}`;
  const parts = [CORE, MOLECULE, PROTOBUF, SCHEMA, MESSAGE, STREAMS, YAMUX, SECIO, common, START];
  return [
    `${MARK}${VERSION}. Do not edit.`,
    '-- Shows sessions of tentacle in Wireshark; the scripts of the schemas load it and tell it their protocols.',
    '',
    parts.map((part) => part.trim()).join('\n\n'),
    '',
  ].join('\n');
}
