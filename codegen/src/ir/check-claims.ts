/** No two protocols may answer to the same name and version: a node could register only one of them. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Program, Protocol, Schema } from './model.js';

interface Claim {
  readonly schema: Schema;
  readonly protocol: Protocol;
}

/**
 * Two files may share a name as long as their versions differ: that is how an old version goes on being served. In one
 * file both would be the same constant. Two roots with `from=` are one protocol already.
 */
export function checkClaims({ schemas }: Program, diagnostics: Diagnostics): void {
  const claims = new Map<string, Claim[]>();
  for (const schema of [...schemas].sort(byPath)) {
    for (const protocol of [...schema.protocols].sort(byPlace)) {
      const others = claims.get(protocol.name) ?? [];
      claims.set(protocol.name, [...others, { schema, protocol }]);
      const first = others.find((other) => meet(other, { schema, protocol }));
      if (first !== undefined) report(first, { schema, protocol }, diagnostics);
    }
  }
}

function report(first: Claim, { schema, protocol }: Claim, diagnostics: Diagnostics): void {
  const { name, span, versions } = protocol;
  const related = { span: first.protocol.span, message: 'first claimed here' };
  if (first.schema === schema) {
    const message = `there is another protocol \`${name}\``;
    diagnostics.report('E_PROTOCOL', span, message, undefined, related);
    return;
  }
  const common = versions.filter((version) => first.protocol.versions.includes(version));
  const message = `${first.schema.path} has a protocol \`${name}\` of version ${common.join(', ')} as well`;
  diagnostics.report('E_PROTOCOL', span, message, 'give one of them another name or other versions', related);
}

function meet(a: Claim, b: Claim): boolean {
  return (
    a.schema === b.schema || a.protocol.versions.some((version) => b.protocol.versions.includes(version))
  );
}

function byPath(a: Schema, b: Schema): number {
  return a.path < b.path ? -1 : 1;
}

function byPlace(a: Protocol, b: Protocol): number {
  return a.span.offset - b.span.offset;
}
