/** Checks `@from`, `@reply` and `@rate` against the protocol that carries the messages. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { findItem, keyOf, messagesOf } from './messages.js';
import type { Lookup, Program, Protocol, Schema, Service, ServiceMethod, TypeDecl } from './model.js';
import { pascalCase } from './names.js';
import { envelopeOf, isMethodNumber, refusalOf, REFUSED } from './services.js';
import { variantsOf } from './variants.js';

export function checkMessages(program: Program, diagnostics: Diagnostics): void {
  const carried = new Set<TypeDecl>();
  for (const schema of program.schemas) {
    const lookup = program.lookup(schema);
    for (const protocol of schema.protocols) {
      if (protocol.service === undefined) checkProtocol(protocol, lookup, diagnostics);
      else checkService(protocol.service, schema, diagnostics);
      for (const { type } of protocol.roots) {
        const decl = lookup(type);
        carried.add(decl);
        const [only, more] = decl.kind === 'record' ? decl.fields : [];
        const inner =
          only?.shape.kind === 'named' && more === undefined ? lookup(only.shape.name) : undefined;
        if (inner?.kind === 'union') carried.add(inner);
      }
    }
  }
  for (const schema of program.schemas) {
    for (const decl of schema.types) if (!carried.has(decl)) checkNotCarried(decl, diagnostics);
  }
}

function checkProtocol(protocol: Protocol, lookup: Lookup, diagnostics: Diagnostics): void {
  const { roots } = messagesOf(protocol, lookup);
  const variants = roots.flatMap((root) => variantsOf(root, lookup));
  const report = (span: Protocol['span'], message: string, hint?: string): void => {
    diagnostics.report('E_PROTOCOL', span, message, hint);
  };
  const keys = new Map<string, string | undefined>();
  for (const { rules, name, shape, root } of variants) {
    if (rules?.from !== undefined && root.from !== undefined && rules.from !== root.from) {
      report(protocol.span, `\`${name}\` is sent by the ${rules.from}, its root by the ${root.from}`);
    }
    const { reply } = rules ?? {};
    if (reply === undefined) continue;
    const { item, by, span } = reply;
    const answer = findItem(variants, item);
    const side = rules?.from ?? root.from;
    const answering = answer?.rules?.from ?? answer?.root.from;
    if (answer === undefined) {
      const names = variants.map((variant) => variant.name);
      report(span, `\`${protocol.name}\` has no message \`${item}\``, didYouMean(item, names));
    } else if (answer.name === name) {
      report(span, `\`${name}\` cannot answer itself`);
    } else if (answer.rules?.reply !== undefined) {
      report(span, `\`${item}\` answers \`${name}\`, so it cannot ask for an answer itself`);
    } else if (side !== undefined && answering === side) {
      report(span, `\`${name}\` and its answer \`${item}\` are both sent by the ${side}`);
    } else if (side === undefined && answering !== undefined) {
      report(span, `both sides send \`${name}\`, but only the ${answering} its answer \`${item}\``);
    } else {
      const mine = by === undefined ? undefined : keyOf(shape, by, lookup);
      const theirs = by === undefined ? undefined : keyOf(answer.shape, by, lookup);
      if (by !== undefined && (mine === undefined || theirs === undefined)) {
        const lacking = mine === undefined ? name : answer.name;
        report(
          span,
          `\`${lacking}\` has no field \`${by}\` that can tell answers apart`,
          'it takes an unsigned integer that is always there',
        );
      } else if (mine?.bits !== theirs?.bits || mine?.type !== theirs?.type) {
        report(span, `\`${by!}\` has another type in \`${name}\` than in \`${item}\``);
      } else if (keys.has(answer.name) && keys.get(answer.name) !== by) {
        report(span, `all requests that \`${item}\` answers need the same \`by=\``);
      }
      keys.set(answer.name, by);
    }
  }
}

/** The messages of a service are made by the compiler: only their numbers and names can meet. */
function checkService(service: Service, { types }: Schema, diagnostics: Diagnostics): void {
  if (service.methods.length === 0) {
    diagnostics.report('E_PROTOCOL', service.span, `\`${service.name}\` has nothing that could be called`);
  }
  for (const made of [envelopeOf(service), refusalOf(service)]) {
    if (types.filter(({ name }) => name === made).length > 1) {
      const message = `\`${service.name}\` needs the name \`${made}\` for what carries it`;
      diagnostics.report('E_NAME', service.span, message, 'rename the message of that name');
    }
  }
  const numbers = new Map<number, ServiceMethod>();
  for (const [i, method] of service.methods.entries()) {
    const number = method.id ?? i + 1;
    const first = numbers.get(number);
    if (!isMethodNumber(number)) {
      const message = `\`${method.name}\` cannot have the number ${number}`;
      const hint = 'the fields that carry a method have twice its number: 3 to 18999 and from 20000 on';
      diagnostics.report('E_NUMBER_RANGE', method.span, message, hint);
    }
    if (first !== undefined) {
      const message = `\`${method.name}\` and \`${first.name}\` both have the number ${number}`;
      const related = { span: first.span, message: 'first used here' };
      diagnostics.report('E_DUPLICATE_NUMBER', method.span, message, 'give each an `@id`', related);
    }
    numbers.set(number, method);
    if (pascalCase(method.name) === REFUSED) {
      diagnostics.report(
        'E_NAME',
        method.span,
        `\`${REFUSED}\` is what every service answers with when it says no`,
      );
    }
  }
}

/** Rules above items that no protocol sends one by one would say nothing. */
function checkNotCarried(decl: TypeDecl, diagnostics: Diagnostics): void {
  const oneofs = decl.kind === 'record' ? decl.fields.map(({ shape }) => shape) : [];
  const items =
    decl.kind === 'union'
      ? decl.items
      : oneofs.flatMap((shape) => (shape.kind === 'oneof' ? shape.members : []));
  for (const { rules, tag } of items) {
    if (rules === undefined) continue;
    const message = `no protocol sends \`${tag}\` as a message of its own`;
    diagnostics.report('E_MISPLACED_ANNOTATION', rules.span, message);
  }
}
