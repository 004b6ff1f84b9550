import type { Span } from '../diag/source.js';
import type { Name, RpcNode, ServiceNode } from './ast.js';
import { parseBody } from './parse-body.js';
import { parseOption } from './parse-options.js';
import type { ProtoTokens } from './token-stream.js';

export function parseService(tokens: ProtoTokens): ServiceNode {
  const doc = tokens.doc();
  tokens.expect('service');
  const name = tokens.word('the name of the service');
  const rpcs: RpcNode[] = [];
  parseBody(tokens, name.text, (first) => {
    if (first === 'option') {
      tokens.strayDoc();
      parseOption(tokens);
    } else if (first === 'rpc') rpcs.push(parseRpc(tokens));
    else tokens.fail('rpc or option');
  });
  return { kind: 'service', name, doc, path: name.text, rpcs };
}

function parseRpc(tokens: ProtoTokens): RpcNode {
  const doc = tokens.doc();
  tokens.expect('rpc');
  const name = tokens.word('the name of the call');
  const streams: Span[] = [];
  const request = parseSide(tokens, 'the message that asks', streams);
  tokens.expect('returns');
  const reply = parseSide(tokens, 'the message that answers', streams);
  if (tokens.peek().text !== '{') tokens.expectEnd();
  else {
    parseBody(tokens, name.text, () => {
      tokens.strayDoc();
      parseOption(tokens);
    });
  }
  return { kind: 'rpc', name, doc, request, reply, streams };
}

/** `(Message)` or `(stream Message)`. */
function parseSide(tokens: ProtoTokens, expected: string, streams: Span[]): Name {
  tokens.expect('(');
  // Always the keyword: a message of that name is written `.stream`.
  if (tokens.peek().text === 'stream') streams.push(tokens.next().span);
  const type = tokens.dotted(expected);
  tokens.expect(')');
  return type;
}
