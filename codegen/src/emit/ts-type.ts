import type { Shape } from '../ir/model.js';
import { quoted } from './writer.js';

/** The TypeScript type of a shape. */
export function tsType(shape: Shape): string {
  switch (shape.kind) {
    case 'integer':
      return shape.bits > 32 && shape.asNumber !== true ? 'bigint' : 'number';
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'bytes':
    case 'byteArray':
      return 'Uint8Array';
    case 'text':
      return 'string';
    case 'array':
    case 'list': {
      const item = tsType(shape.item);
      return /[ |]/.test(item) ? `(${item})[]` : `${item}[]`;
    }
    case 'map':
      return `Map<${tsType(shape.key)}, ${tsType(shape.value)}>`;
    case 'option':
      return tsType(shape.item).endsWith('| undefined')
        ? tsType(shape.item)
        : `${tsType(shape.item)} | undefined`;
    case 'oneof':
      return shape.members.map((member) => variant(member.tag, member.shape)).join(' | ');
    case 'named':
      return shape.name;
  }
}

/** One way that a union or oneof can be. */
export function variant(tag: string, shape: Shape): string {
  return `{ type: ${quoted(tag)}; value: ${tsType(shape)} }`;
}
