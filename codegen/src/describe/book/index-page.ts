/** First page of the wire book: what all messages have in common, and where each schema is described. */
import type { Program, Schema } from '../../ir/model.js';
import { grouped } from '../terms.js';
import { code, pageHeader, prose, table } from './markdown.js';

const COMMON = `# Wire book

What the schemas say about bytes, for people who look at them or implement the other end in another language. Bytes are
written in hexadecimal. Offsets count from the start of the message, those inside a table from the start of that table.

## What carries a message

| layer | bytes |
| --- | --- |
| transport | a byte stream: TCP, or the binary messages of a WebSocket |
| secio | u32 big-endian length, then a Propose, an Exchange or an encrypted record; missing on plaintext sessions |
| yamux | 12 bytes big-endian: version 0 (1 byte), type (1), flags (2), stream id (4), length (4); Data frames carry that many bytes |
| selection | first on each stream, once each way: u32 big-endian length, then a ProtocolInfo with the name and versions |
| framing | what the protocol says: usually u32 big-endian length, then the message |

Records, yamux frames and messages begin and end independently of one another.

## Molecule

All header words are u32 little-endian.

| kind | bytes |
| --- | --- |
| integer, array, struct | its parts back to back, little-endian, without a header |
| bytes, text, list of items of fixed size | item count, items |
| list of other items | total size, one offset per item, items; empty: \`04 00 00 00\` |
| table | total size, one offset per field, fields in order |
| optional | nothing, or the value itself |
| union | item id, item |

A table has one field for each offset: the first offset is the length of the header. A compatible reader accepts more
fields than it knows and does not look at them.

## Protobuf

A message is a sequence of fields: tag, then the value. A tag is the varint of the field's number times 8 plus its wire type:
0 varint, 1 64 bits, 2 length and that many bytes, 5 32 bits. Fixed widths are little-endian. Unknown fields are skipped.`;

export function indexPage(program: Program): string {
  const schemas = [...program.schemas].sort((a, b) => (a.stem < b.stem ? -1 : 1));
  const rows = schemas.flatMap((schema) => schemaRows(schema));
  const list = table(['schema', 'protocol', 'versions', 'largest message', 'types', 'meaning'], rows);
  return [pageHeader('all schemas'), '', COMMON, '', '## Schemas', '', ...list, ''].join('\n');
}

function schemaRows(schema: Schema): readonly (readonly string[])[] {
  const page = `[${schema.stem}](${schema.stem}.md)`;
  const types = grouped(schema.types.length);
  if (schema.protocols.length === 0) return [[page, '', '', '', types, '']];
  return schema.protocols.map(({ name, versions, maxBytes, doc }) => {
    return [page, code(name), versions.map(code).join(', '), `${grouped(maxBytes)} bytes`, types, prose(doc)];
  });
}
