import type { EnumNode, EnumValueNode, Name, OptionNode, Range } from './ast.js';
import { join, parseBody } from './parse-body.js';
import { parseReserved, signedNumber } from './parse-field.js';
import { parseBracket, parseOption } from './parse-options.js';
import type { ProtoTokens } from './token-stream.js';

/** Largest number of an enum value. */
const MAX_VALUE = 2 ** 31 - 1;

export function parseEnum(tokens: ProtoTokens, owner: string): EnumNode {
  const doc = tokens.doc();
  tokens.expect('enum');
  const name = tokens.word('the name of the enum');
  const path = join(owner, name.text);
  const values: EnumValueNode[] = [];
  const options: OptionNode[] = [];
  const reserved: Range[] = [];
  const reservedNames: Name[] = [];
  parseBody(tokens, path, (first) => {
    if (first === 'option') {
      tokens.strayDoc();
      options.push(parseOption(tokens));
    } else if (first === 'reserved') {
      tokens.strayDoc();
      const found = parseReserved(tokens, MAX_VALUE);
      reserved.push(...found.ranges);
      reservedNames.push(...found.names);
    } else values.push(parseValue(tokens));
  });
  return { kind: 'enum', name, doc, path, values, options, reserved, reservedNames };
}

function parseValue(tokens: ProtoTokens): EnumValueNode {
  const doc = tokens.doc();
  const name = tokens.word('the name of a value');
  tokens.expect('=');
  const number = signedNumber(tokens);
  const options = parseBracket(tokens);
  tokens.expectEnd();
  return { kind: 'value', name, doc, number, options };
}
