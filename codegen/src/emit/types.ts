/** Declarations of TypeScript types, with their documentation. */
import type { Field, Shape, TypeDecl } from '../ir/model.js';
import { valueName } from '../ir/names.js';
import { FORMAT_LIMIT } from '../mol/use.js';
import { unitOf } from '../unit-of.js';
import type { FileContext } from './context.js';
import { tsType, variant } from './ts-type.js';
import { docComment } from './writer.js';

const VIEWED = 'Decoded bytes are a view of the received message: `slice()` what is kept.';

/** The limits of a shape in words, for hover text. */
function limitText(shape: Shape): readonly string[] {
  const at = (max: number, unit: string): string =>
    max >= FORMAT_LIMIT ? '' : `At most ${countOf(max, unit)}.`;
  switch (shape.kind) {
    case 'bytes':
      return [at(shape.max, 'byte'), VIEWED];
    case 'text':
      return [at(shape.max, 'byte of UTF-8')];
    case 'byteArray':
      return [`Exactly ${countOf(shape.length, 'byte')}.`, VIEWED];
    case 'array':
      return [`Exactly ${countOf(shape.count, 'item')}.`, ...limitText(shape.item)];
    case 'list':
      return [
        at(shape.max, 'item'),
        ...limitText(shape.item).map((text) => text.replace('At most', 'Each at most')),
      ];
    case 'map':
      return [
        at(shape.max, 'entry'),
        ...labelled('Keys', limitText(shape.key)),
        ...labelled('Values', limitText(shape.value)),
      ];
    case 'option':
      return limitText(shape.item);
    case 'integer':
      return [
        `${shape.bits} bits, ${shape.signed ? 'signed' : 'unsigned'}.`,
        ...(shape.asNumber === true ? ['At most 2^53 - 1 here.'] : []),
      ];
    default:
      return [];
  }
}

/** `Keys: at most 3 bytes.` The rest of what is said about them stands behind it. */
function labelled(label: string, texts: readonly string[]): readonly string[] {
  const [first, ...others] = texts.filter(Boolean);
  if (first === undefined) return [];
  return [`${label}: ${first.charAt(0).toLowerCase()}${first.slice(1)}`, ...others];
}

/** `1 byte`, `10,000 entries`: the same on every machine. */
function countOf(count: number, unit: string): string {
  const number = String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${number} ${unitOf(count, unit)}`;
}

/** What stands above a field. */
export function fieldDoc(field: Field): readonly string[] {
  const limits = limitText(field.shape).filter(Boolean);
  const since = field.since === undefined ? [] : [`Since version ${field.since}; older peers leave it out.`];
  const fallback = field.fallback === undefined ? [] : ['Absent means what `defaults` of the codec says.'];
  const notes = [...limits, ...since, ...fallback].join(' ');
  return notes === '' ? field.doc : [...field.doc, notes];
}

function fieldType(field: Field): string {
  const type = tsType(field.shape);
  const optional = field.presence === 'optional';
  if (!optional) return `${field.tsName}: ${type};`;
  return `${field.tsName}?: ${type.endsWith('| undefined') ? type : `${type} | undefined`};`;
}

/** Writes the type of a declaration. */
export function emitType(decl: TypeDecl, { out }: FileContext): void {
  out.gap().lines(docComment(decl.doc));
  switch (decl.kind) {
    case 'record':
      if (decl.fields.length === 0 && decl.keepUnknown !== true) {
        out.line(`export type ${decl.name} = Record<never, never>;`);
      } else {
        out.block(`export interface ${decl.name}`, () => {
          for (const field of decl.fields) {
            out.lines(docComment(fieldDoc(field)));
            out.line(fieldType(field));
          }
          if (decl.keepUnknown === true) {
            out.line('/** Fields that the schema does not know, as they came. */');
            out.line('$unknown?: Uint8Array | undefined;');
          }
        });
      }
      return;
    case 'union': {
      const variants = decl.items.map((item) => variant(item.tag, item.shape));
      out.line(`export type ${decl.name} = ${variants.join(' | ')};`);
      return;
    }
    case 'enum': {
      out.block(
        `export const ${decl.name} =`,
        () => {
          for (const value of decl.values) {
            out.lines(docComment(value.doc)).line(`${valueName(value.name)}: ${value.number},`);
          }
        },
        '} as const;',
      );
      const open = decl.open ? ' | (number & Record<never, never>)' : '';
      const numbers = [...new Set(decl.values.map((value) => value.number))];
      if (decl.open) out.line('/** Unknown numbers are kept: a newer peer may know more of them. */');
      out.line(`export type ${decl.name} = ${numbers.join(' | ')}${open};`);
      return;
    }
    case 'alias':
      out.line(`export type ${decl.name} = ${tsType(decl.shape)};`);
  }
}
