/** Which protocols put a type on the wire, and in which versions: who meets whom. */
import type { Messages } from '../ir/messages.js';
import type { Lookup, Protocol, Schema, Side, TypeDecl } from '../ir/model.js';
import { namesIn } from './names-in.js';
import type { TypePair } from './pairing.js';
import type { Version } from './version.js';

/** A protocol of one version of the schemas. */
export interface Carrier {
  readonly name: string;
  readonly versions: readonly string[];
  readonly protocol: Protocol;
  readonly schema: Schema;
  readonly lookup: Lookup;
  readonly messages: Messages;
  readonly roots: readonly { readonly decl: TypeDecl; readonly from: Side | undefined }[];
  /** Everything that its messages may contain. */
  readonly types: ReadonlySet<TypeDecl>;
}

function carriersOf(version: Version): readonly Carrier[] {
  return version.program.schemas.flatMap((schema) => {
    const lookup = version.program.lookup(schema);
    return schema.protocols.map((protocol): Carrier => {
      const { name, versions } = protocol;
      const roots = protocol.roots.map(({ type, from }) => ({ decl: lookup(type), from }));
      const types = reach(
        roots.map(({ decl }) => decl),
        version,
      );
      const messages = version.messagesOf(schema, protocol);
      return { name, versions, protocol, schema, lookup, messages, roots, types };
    });
  });
}

function reach(roots: readonly TypeDecl[], version: Version): ReadonlySet<TypeDecl> {
  const types = new Set(roots);
  // A set is walked in the order of insertion, also over what is inserted meanwhile.
  for (const decl of types) {
    const lookup = version.scope(decl);
    for (const name of namesIn(decl)) types.add(lookup(name));
  }
  return types;
}

/** A protocol that both versions of the schemas have. */
export interface CommonProtocol {
  readonly name: string;
  /** Version strings that both serve; none: their peers never speak it with each other. */
  readonly common: readonly string[];
  readonly old: readonly string[];
  readonly new: readonly string[];
}

/**
 * How the two versions of a type come together.
 * - `meets`: a protocol carries both under the same version string, so each side reads the other one's bytes.
 * - `parted`: the same protocol carries both, but under other version strings.
 * - `unused`: only one of the two is on the wire.
 * - `outside`: no protocol carries it: it is read without any version.
 */
export interface Standing {
  readonly kind: 'meets' | 'parted' | 'unused' | 'outside';
  readonly protocols: readonly CommonProtocol[];
}

export class Carriers {
  readonly old: readonly Carrier[];
  readonly new: readonly Carrier[];

  /** Names of protocols that both versions have. */
  readonly common: readonly CommonProtocol[];

  constructor(old: Version, new_: Version) {
    this.old = carriersOf(old);
    this.new = carriersOf(new_);
    this.common = commonProtocols(this.old, this.new);
  }

  standingOf({ old, new: new_ }: TypePair): Standing {
    const before = this.old.filter(({ types }) => types.has(old));
    const after = this.new.filter(({ types }) => types.has(new_));
    if (before.length === 0 && after.length === 0) return { kind: 'outside', protocols: [] };
    const shared = this.common.flatMap((protocol): readonly CommonProtocol[] => {
      const mine = before.filter(({ name }) => name === protocol.name);
      const theirs = after.filter(({ name }) => name === protocol.name);
      if (mine.length === 0 || theirs.length === 0) return [];
      const common = mine.flatMap(({ versions }) =>
        versions.filter((version) => theirs.some((each) => each.versions.includes(version))),
      );
      return [{ ...protocol, common }];
    });
    const met = shared.filter(({ common }) => common.length > 0);
    if (met.length > 0) return { kind: 'meets', protocols: met };
    if (shared.length > 0) return { kind: 'parted', protocols: shared };
    return { kind: 'unused', protocols: [] };
  }
}

function commonProtocols(old: readonly Carrier[], new_: readonly Carrier[]): readonly CommonProtocol[] {
  const names = [...new Set(old.map(({ name }) => name))];
  return names.flatMap((name): readonly CommonProtocol[] => {
    const versions = (carriers: readonly Carrier[]): readonly string[] =>
      [...new Set(carriers.flatMap((each) => (each.name === name ? each.versions : [])))].sort();
    const [before, after] = [versions(old), versions(new_)];
    if (after.length === 0) return [];
    return [{ name, old: before, new: after, common: before.filter((each) => after.includes(each)) }];
  });
}

/** A version string that no peer speaks yet, higher than all others: they are compared bytewise. */
export function nextVersion(versions: readonly string[]): string {
  const highest = [...versions].sort().at(-1) ?? '0';
  const next = highest.replace(/\d+$/, (digits) => String(Number(digits) + 1));
  return next > highest ? next : `${highest}.1`;
}
