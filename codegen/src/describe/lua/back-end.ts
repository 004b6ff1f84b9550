/** `gen --lua [folder]`: Wireshark dissectors. */
import { Option } from 'commander';

import { type BackEnd, filesOf } from '../../back-end.js';
import type { Program } from '../../ir/model.js';
import { MARK, schemaScript } from './schema-file.js';
import { sessionScript } from './session-file.js';

/** Scripts by file name: one per schema with a protocol, and what they share. */
export function luaDissectors(program: Program): ReadonlyMap<string, string> {
  const schemas = program.schemas.filter(({ protocols }) => protocols.length > 0);
  if (schemas.length === 0) return new Map();
  const scripts = schemas.map((schema) => [`${schema.stem}.lua`, schemaScript(schema, program)] as const);
  return filesOf([['tentacle.lua', sessionScript()], ...scripts]);
}

export const luaBackEnd: BackEnd = {
  option: new Option(
    '--lua <folder>',
    'Wireshark dissectors, one per protocol schema and one that they share',
  ),
  emit: (program) => luaDissectors(program),
  owns: (file, text) => file.endsWith('.lua') && text.startsWith(MARK),
};
