/** The declaration that a user means by a name on the command line. */
import { didYouMean } from '../diag/suggest.js';
import type { Program, Schema, TypeDecl } from '../ir/model.js';
import { schemaName } from './terms.js';

/** A declaration with the schema that it is read in. */
export interface FoundType {
  readonly schema: Schema;
  readonly decl: TypeDecl;
}

/** What was found, or why nothing was. */
export type Finding = FoundType | { readonly problem: string };

/**
 * Finds `Say`, `chat.Say` (a type of the schema with that stem) or `/demo/chat` (the root of a protocol).
 */
export function findType(program: Program, name: string): Finding {
  const found = candidates(program).filter((candidate) => candidate.names.includes(name));
  const [first] = found;
  if (first === undefined) {
    const hint = didYouMean(
      name,
      candidates(program).flatMap(({ names }) => names),
    );
    return { problem: `there is no type \`${name}\`${hint === undefined ? '' : `: ${hint}`}` };
  }
  if (found.length > 1) {
    const others = found.map(({ schema, decl }) => `\`${schema.stem}.${schemaName(decl.name)}\``);
    return { problem: `\`${name}\` may be ${others.join(' or ')}: say which` };
  }
  return first;
}

/** Every type that bytes can be, with all the names it goes by. */
function candidates(program: Program): readonly (FoundType & { readonly names: readonly string[] })[] {
  return program.schemas.flatMap((schema) =>
    schema.types
      .filter((decl) => decl.kind !== 'enum')
      .map((decl) => {
        const type = schemaName(decl.name);
        const protocols = schema.protocols.filter(({ roots }) =>
          roots.some((root) => root.type === decl.name),
        );
        return {
          schema,
          decl,
          names: [type, `${schema.stem}.${type}`, ...protocols.map((each) => each.name)],
        };
      }),
  );
}
