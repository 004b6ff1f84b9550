/** Names that are taken: in their file, or in a file that this one sees. */
import type { DiagnosticCode, Diagnostics } from '../diag/diagnostic.js';
import type { EnumNode, ExtendNode, MessageNode, Name } from './ast.js';
import type { ProtoUnit } from './load.js';
import { join } from './parse-body.js';
import { fullNameOf, type ProtoScope, typesOf } from './scope.js';

interface Taken {
  readonly name: Name;
  readonly isValue: boolean;
}

export function checkNames(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics): void {
  new NameCheck(diagnostics).file(unit);
  const taken = new Map<string, Name>();
  const others = [...scope.units].filter((other) => other !== unit);
  for (const each of [...others, unit]) {
    for (const { path, name } of typesOf(each)) {
      const fullName = fullNameOf(each, path);
      const first = taken.get(fullName);
      if (first === undefined) taken.set(fullName, name);
      // Twice in one file: reported above.
      else if (first.span.file !== name.span.file) {
        const span = each === unit ? name.span : unit.file.imports[0]!.span;
        const related = [first, name].filter((other) => other.span !== span);
        diagnostics.report(
          'E_DUPLICATE_TYPE',
          span,
          `\`${fullName}\` is declared twice`,
          undefined,
          ...related.map((other) => ({ span: other.span, message: 'declared here' })),
        );
      }
    }
  }
}

class NameCheck {
  readonly #taken = new Map<string, Taken>();
  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  file({ file }: ProtoUnit): void {
    this.#types('', file.types);
    for (const extend of file.extends) this.#extensions('', extend);
    for (const service of file.services) {
      this.#take('E_DUPLICATE_TYPE', '', service.name);
      for (const rpc of service.rpcs) this.#take('E_DUPLICATE_FIELD', service.path, rpc.name);
    }
  }

  #types(owner: string, nodes: readonly (MessageNode | EnumNode)[]): void {
    for (const node of nodes) {
      this.#take('E_DUPLICATE_TYPE', owner, node.name);
      if (node.kind === 'enum') {
        // Values of an enum are names in the scope around it.
        for (const value of node.values) this.#take('E_DUPLICATE_FIELD', owner, value.name, true);
        continue;
      }
      for (const field of node.fields) this.#take('E_DUPLICATE_FIELD', node.path, field.name);
      for (const oneof of node.oneofs) {
        this.#take('E_DUPLICATE_FIELD', node.path, oneof.name);
        for (const field of oneof.fields) this.#take('E_DUPLICATE_FIELD', node.path, field.name);
      }
      this.#types(node.path, node.nested);
      for (const extend of node.extends) this.#extensions(node.path, extend);
    }
  }

  #extensions(owner: string, extend: ExtendNode): void {
    for (const field of extend.fields) this.#take('E_DUPLICATE_FIELD', owner, field.name);
  }

  #take(code: DiagnosticCode, owner: string, name: Name, isValue = false): void {
    const key = join(owner, name.text);
    const first = this.#taken.get(key);
    if (first === undefined) {
      this.#taken.set(key, { name, isValue });
      return;
    }
    const where = owner === '' ? '' : ` of \`${owner}\``;
    const hint = isValue
      ? 'the values of an enum are names beside it: put the name of the enum in front'
      : undefined;
    const related = { span: first.name.span, message: 'first declared here' };
    this.#diagnostics.report(code, name.span, `\`${name.text}\`${where} is declared twice`, hint, related);
  }
}
