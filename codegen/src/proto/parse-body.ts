import { type ProtoTokens, Recover } from './token-stream.js';

/** `{ ... }`: `statement` reads one statement at a time; one that it gives up on is skipped. */
export function parseBody(tokens: ProtoTokens, owner: string, statement: (first: string) => void): void {
  tokens.expect('{');
  for (;;) {
    const { kind, text, span } = tokens.peek();
    if (kind === 'end') {
      tokens.diagnostics.report('E_SYNTAX', span, `expected \`}\` at the end of \`${owner}\``);
      return;
    }
    if (text === '}' || text === ';') tokens.strayDoc();
    if (tokens.take('}') !== undefined) return;
    if (tokens.take(';') !== undefined) continue;
    const start = tokens.position;
    try {
      statement(text);
    } catch (thrown) {
      if (!(thrown instanceof Recover)) throw thrown;
      tokens.skipStatement(start);
    }
  }
}

/** `Outer.Inner`. */
export function join(owner: string, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}
