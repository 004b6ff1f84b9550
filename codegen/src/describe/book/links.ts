/** Names of types as links to where the book describes them. */
import type { Lookup, Program, Schema, Shape } from '../../ir/model.js';
import { grouped, schemaName, typeTerm } from '../terms.js';
import { code, typeLink } from './markdown.js';

export class Links {
  readonly schema: Schema;
  readonly lookup: Lookup;
  readonly program: Program;

  constructor(program: Program, schema: Schema) {
    this.program = program;
    this.schema = schema;
    this.lookup = program.lookup(schema);
  }

  to(name: string): string {
    const home = this.program.home(this.lookup(name));
    return typeLink(schemaName(name), home === this.schema ? '' : `${home.stem}.md`);
  }

  /** The type of a shape; declared types in it are links. */
  type(shape: Shape): string {
    switch (shape.kind) {
      case 'named':
        return this.to(shape.name);
      case 'list':
        return `list of ${this.type(shape.item)}`;
      case 'option':
        return `optional ${this.type(shape.item)}`;
      case 'array':
        return `${grouped(shape.count)} × ${this.type(shape.item)}`;
      case 'map':
        return `map of ${this.type(shape.key)} to ${this.type(shape.value)}`;
      default:
        return code(typeTerm(shape, this.schema.format));
    }
  }
}
