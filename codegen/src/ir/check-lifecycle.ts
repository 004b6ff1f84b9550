/** No message may be called like a call of a handler's life cycle: the handler would have one method for both. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { messagesOf } from './messages.js';
import type { Program } from './model.js';

/** What those calls tell. */
const LIFECYCLE: Readonly<Record<string, string>> = {
  onOpen: 'that the protocol is open',
  onClose: 'that the protocol is closed',
  onDrain: 'that there is room for messages again',
};

export function checkLifecycle(program: Program, diagnostics: Diagnostics): void {
  for (const schema of program.schemas) {
    for (const protocol of schema.protocols) {
      const isOneof = schema.format === 'protobuf' && protocol.service === undefined;
      for (const { on, tag, span } of messagesOf(protocol, program.lookup(schema)).all) {
        const told = Object.hasOwn(LIFECYCLE, on) ? LIFECYCLE[on]! : undefined;
        if (told === undefined) continue;
        const what =
          protocol.service !== undefined ? 'call' : isOneof && tag !== undefined ? 'member' : 'message';
        const message = `\`${on}\` tells a handler ${told}`;
        const hint = `rename the ${what} \`${textOf(span)}\``;
        const related = { span: protocol.span, message: `\`${protocol.name}\` carries it` };
        diagnostics.report('E_NAME', span, message, hint, related);
      }
    }
  }
}

/** The name as it stands in the schema. */
function textOf({ file, offset, length }: Span): string {
  return file.text.slice(offset, offset + length);
}
