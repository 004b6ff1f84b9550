/** `message`, with what stands in it, and `extend`. */
import type {
  EnumNode,
  ExtendNode,
  FieldNode,
  MessageNode,
  Name,
  OneofNode,
  OptionNode,
  ProtoFile,
  Range,
} from './ast.js';
import { join, parseBody } from './parse-body.js';
import { parseEnum } from './parse-enum.js';
import { parseField, parseRanges, parseReserved } from './parse-field.js';
import { parseBracket, parseOption } from './parse-options.js';
import { type ProtoTokens, Recover } from './token-stream.js';

/** Largest field number. */
export const MAX_NUMBER = 536_870_911;
/** How deep declarations may be nested: as in protobuf's own compiler. */
const MAX_NESTING = 32;

type Syntax = ProtoFile['syntax'];

export function parseMessage(tokens: ProtoTokens, owner: string, syntax: Syntax): MessageNode {
  const doc = tokens.doc();
  tokens.expect('message');
  const name = tokens.word('the name of the message');
  const path = join(owner, name.text);
  if (path.split('.').length > MAX_NESTING) {
    const message = `messages are declared at most ${MAX_NESTING} levels deep`;
    tokens.diagnostics.report('E_UNSUPPORTED', name.span, message);
    throw new Recover();
  }
  const fields: FieldNode[] = [];
  const oneofs: OneofNode[] = [];
  const nested: (MessageNode | EnumNode)[] = [];
  const extended: ExtendNode[] = [];
  const reserved: Range[] = [];
  const reservedNames: Name[] = [];
  const extensions: Range[] = [];
  const options: OptionNode[] = [];
  parseBody(tokens, path, (first) => {
    switch (first) {
      case 'message':
        nested.push(parseMessage(tokens, path, syntax));
        return;
      case 'enum':
        nested.push(parseEnum(tokens, path));
        return;
      case 'extend':
        extended.push(parseExtend(tokens, syntax));
        return;
      case 'oneof':
        oneofs.push(parseOneof(tokens, syntax));
        return;
      case 'option':
        tokens.strayDoc();
        options.push(parseOption(tokens));
        return;
      case 'extensions':
        tokens.strayDoc();
        tokens.next();
        extensions.push(...parseRanges(tokens, MAX_NUMBER));
        parseBracket(tokens);
        tokens.expectEnd();
        return;
      case 'reserved': {
        tokens.strayDoc();
        const found = parseReserved(tokens, MAX_NUMBER);
        reserved.push(...found.ranges);
        reservedNames.push(...found.names);
        return;
      }
      default:
        fields.push(parseField(tokens, { syntax, inOneof: false }));
    }
  });
  const content = { fields, oneofs, nested, extends: extended, reserved, reservedNames, extensions, options };
  return { kind: 'message', name, doc, path, ...content };
}

function parseOneof(tokens: ProtoTokens, syntax: Syntax): OneofNode {
  const doc = tokens.doc();
  tokens.expect('oneof');
  const name = tokens.word('the name of the oneof');
  const fields: FieldNode[] = [];
  parseBody(tokens, name.text, (first) => {
    if (first === 'option') {
      tokens.strayDoc();
      parseOption(tokens);
    } else fields.push(parseField(tokens, { syntax, inOneof: true }));
  });
  return { kind: 'oneof', name, doc, fields };
}

export function parseExtend(tokens: ProtoTokens, syntax: Syntax): ExtendNode {
  tokens.strayDoc();
  tokens.expect('extend');
  const extendee = tokens.dotted('the message to extend');
  const fields: FieldNode[] = [];
  parseBody(tokens, extendee.text, () => fields.push(parseField(tokens, { syntax, inOneof: false })));
  return { kind: 'extend', extendee, fields };
}
