/** Limits that were written into an ordinary comment, where nobody reads them. */
import type { Span } from '../diag/source.js';

const ORDINARY = /^(?:\/\/(?!\/)|\/{4,}|#|\/?\*)/;
const LIMIT = /@(?:max|maxlen|maxkey|unbounded)\b/;

/** A hint if such a comment stands above the field at `span`. */
export function ordinaryHint({ file, offset }: Span): string | undefined {
  for (let line = file.position(offset).line - 1; line > 0; line--) {
    const text = file.lineText(line).trim();
    const found = ORDINARY.test(text) ? LIMIT.exec(text) : null;
    if (found !== null)
      return `\`${found[0]}\` stands in an ordinary comment: write exactly three slashes, \`///\``;
    if (text !== '' && !text.startsWith('//') && !ORDINARY.test(text)) return undefined;
  }
  return undefined;
}
