import type { EnumType } from '../ir/model.js';
import type { FileContext } from './context.js';

/** proto2: whether a number is one of the values that the enum declares. */
export function emitEnumGuard(decl: EnumType, { out, exported }: FileContext): void {
  const numbers = [...new Set(decl.values.map((value) => value.number))];
  const head = `${exported(decl)}function $is${decl.name}(value: number): value is ${decl.name}`;
  out
    .gap()
    .block(head, () => out.line(`return ${numbers.map((number) => `value === ${number}`).join(' || ')};`));
}
