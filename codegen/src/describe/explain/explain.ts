/** Bytes of a message as a tree of what stands where: by the schema alone, without generated code. */
import type { Program, TypeDecl } from '../../ir/model.js';
import { scopeOf } from '../scope.js';
import { schemaName } from '../terms.js';
import { MoleculeWalk } from './molecule.js';
import { ProtobufWalk } from './protobuf.js';
import { type Defect, type Part, Trace } from './trace.js';

export interface ExplainOptions {
  /** Read molecule tables as a strict decoder does: exactly the declared fields. */
  readonly strict?: boolean;
}

/** What there is to say about some bytes. */
export interface Explanation {
  readonly type: string;
  readonly schema: string;
  readonly bytes: Uint8Array;
  /** What could be read; up to the defect if there is one. */
  readonly parts: readonly Part[];
  /** Why a decoder refuses the bytes. */
  readonly defect: Defect | undefined;
  /** Why a strict decoder refuses bytes that a compatible one reads. */
  readonly strictDefect: Defect | undefined;
  /** Where the bytes begin that nothing was said about, behind the defect. */
  readonly rest: number;
}

export function explain(
  program: Program,
  decl: TypeDecl,
  bytes: Uint8Array,
  { strict = false }: ExplainOptions = {},
): Explanation {
  const schema = program.home(decl);
  const walk = (compatible: boolean): ReturnType<Trace['run']> => {
    const trace = new Trace(bytes);
    return trace.run(() => {
      if (schema.format === 'molecule') {
        const use = { start: 0, end: bytes.length, path: decl.name, label: schemaName(decl.name) };
        new MoleculeWalk(trace, program.lookup(schema), compatible).declared(decl, use);
      } else if (decl.kind === 'record') {
        new ProtobufWalk(trace, scopeOf(program, schema)).declared(decl, 0, bytes.length);
      } else throw new Error(`protobuf does not send a ${decl.kind} by itself`);
    });
  };
  const { parts, defect } = walk(!strict);
  const strictDefect = strict || defect !== undefined ? undefined : walk(false).defect;
  const rest = defect === undefined ? bytes.length : reached(parts, 0);
  return { type: schemaName(decl.name), schema: schema.path, bytes, parts, defect, strictDefect, rest };
}

/** The end of the last leaf: groups may reach further than what was read of them. */
function reached(parts: readonly Part[], least: number): number {
  return parts.reduce((most, part) => {
    if (part.parts.length > 0) return reached(part.parts, most);
    return isGroup(part) ? most : Math.max(most, part.end);
  }, least);
}

/** A group in which nothing could be read. */
function isGroup({ value, parts }: Part): boolean {
  return value === undefined && parts.length === 0;
}
