/** In which form messages are handed out: those that are `@lazy` as views, all others as values. */
import { type Message, messagesOf } from '../ir/messages.js';
import type { Lookup, Program, TypeDecl } from '../ir/model.js';
import { typeName } from '../ir/names.js';
import type { Root } from '../ir/variants.js';
import { tsType } from './ts-type.js';
import { type Views, viewType } from './view-type.js';

/** What a program has of messages that arrive in another form than they are sent. */
export interface Arrivals {
  /**
   * The type chooses between messages of both forms, or contains what does: beside its codec stands a decoder for what
   * handlers get. A root that is lazy itself needs none, its view will do.
   */
  has(decl: TypeDecl): boolean;
  /** Name of that decoder, and of the type of what it gives. */
  name(decl: TypeDecl): string;
  /** The decoder of a root's messages. */
  decoder(root: Root, lookup: Lookup): string;
  /** The type in which a message arrives. */
  type(message: Pick<Message, 'shape' | 'lazy'>, lookup: Lookup): string;
}

export function arrivalsOf(program: Program, views: Views): Arrivals {
  const found = new Set<TypeDecl>();
  for (const schema of program.schemas) {
    const lookup = program.lookup(schema);
    for (const protocol of schema.protocols) {
      for (const { root, lazy } of messagesOf(protocol, lookup).all) {
        if (!lazy || root.lazy) continue;
        const decl = lookup(root.type);
        found.add(decl);
        const inner = decl.kind === 'record' ? decl.fields[0]!.shape : undefined;
        if (inner?.kind === 'named') found.add(lookup(inner.name));
      }
    }
  }
  const taken = new Set(program.schemas.flatMap((schema) => schema.types.map((decl) => decl.name)));
  const name = (decl: TypeDecl): string => {
    let result = typeName(`${decl.name}Arrival`);
    while (taken.has(result)) result += '$';
    return result;
  };
  return {
    has: (decl) => found.has(decl),
    name,
    decoder({ type, lazy }, lookup) {
      const decl = lookup(type);
      if (lazy) return views.name(decl);
      return found.has(decl) ? name(decl) : type;
    },
    type: ({ shape, lazy }, lookup) => (lazy ? viewType(shape, views, lookup) : tsType(shape)),
  };
}
