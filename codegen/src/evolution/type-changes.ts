/** What differs between the versions of a type, by the rules of its format. */
import type { TypeDecl } from '../ir/model.js';
import { type Change, type Effect, effectOf, NO_EFFECT, REFUSED, worseEffect } from './change.js';
import { enumChanges } from './enum.js';
import { moleculeRecordChanges } from './molecule-record.js';
import { moleculeShapeChanges } from './molecule-shape.js';
import { moleculeUnionChanges } from './molecule-union.js';
import { overlap } from './overlap.js';
import type { Pairing, TypePair } from './pairing.js';
import { protobufRecordChanges } from './protobuf-record.js';
import type { Scope } from './scope.js';
import { namesIn } from './names-in.js';

/** The rules, with what was found out so far. */
export class Comparison {
  readonly pairing: Pairing;
  readonly #changes = new Map<TypeDecl, Map<TypeDecl, readonly Change[]>>();
  readonly #between = new Map<TypeDecl, Map<TypeDecl, Effect>>();

  constructor(pairing: Pairing) {
    this.pairing = pairing;
  }

  /** What changed in the type itself; types that it names have changes of their own. */
  changesOf(pair: TypePair): readonly Change[] {
    const known = this.#changes.get(pair.old)?.get(pair.new);
    if (known !== undefined) return known;
    const found = this.#compare(pair);
    if (!this.#changes.has(pair.old)) this.#changes.set(pair.old, new Map());
    this.#changes.get(pair.old)!.set(pair.new, found);
    return found;
  }

  /** What all changes in a type do, and in everything below it. */
  effectBelow(pair: TypePair): Effect {
    return this.#effect(pair.old, pair.new);
  }

  /** Did anything change in a type, or in the types below it? */
  changedBelow(pair: TypePair): boolean {
    const reached = new Set([pair]);
    // A set is walked in the order of insertion, also over what is inserted meanwhile.
    for (const each of reached) {
      if (this.changesOf(each).length > 0) return true;
      for (const next of this.namedBy(each)) reached.add(next);
    }
    return false;
  }

  /** The types that are used directly by a type in both versions. */
  namedBy(pair: TypePair): readonly TypePair[] {
    const scope = this.scopeOf(pair);
    return [...namesIn(pair.old)].flatMap((name) => {
      const old = scope.old(name);
      const partners = [...namesIn(pair.new)].map((other) => scope.new(other));
      return this.pairing.types.filter((each) => each.old === old && partners.includes(each.new));
    });
  }

  scopeOf(pair: TypePair): Scope {
    const { old, new: new_ } = this.pairing;
    return {
      pairing: this.pairing,
      old: old.scope(pair.old),
      new: new_.scope(pair.new),
      between: (a, b) => this.#effect(a, b),
    };
  }

  #effect(old: TypeDecl, new_: TypeDecl): Effect {
    const known = this.#between.get(old)?.get(new_);
    if (known !== undefined) return known;
    if (!this.#between.has(old)) this.#between.set(old, new Map());
    const memo = this.#between.get(old)!;
    // Messages may contain themselves: what is being looked at changes nothing by itself.
    memo.set(new_, NO_EFFECT);
    const pair = { old, new: new_ };
    let effect = NO_EFFECT;
    for (const change of this.changesOf(pair)) effect = worseEffect(effect, change.effect);
    for (const below of this.namedBy(pair)) {
      effect = worseEffect(effect, softened(this.#effect(below.old, below.new)));
    }
    memo.set(new_, effect);
    return effect;
  }

  #compare(pair: TypePair): readonly Change[] {
    const { old, new: new_ } = pair;
    const scope = this.scopeOf(pair);
    if (old.kind === 'record' && new_.kind === 'record') {
      if (old.layout === 'message') return protobufRecordChanges(old, new_, scope);
      if (old.layout === new_.layout) return moleculeRecordChanges(old, new_, scope);
    }
    if (old.kind === 'union' && new_.kind === 'union') return moleculeUnionChanges(old, new_, scope);
    if (old.kind === 'enum' && new_.kind === 'enum') return enumChanges(old, new_, scope);
    if (old.kind === 'alias' && new_.kind === 'alias') {
      const site = this.pairing.new.site(new_);
      return moleculeShapeChanges(old.shape, new_.shape, scope).map(({ text, ...change }) => {
        return { ...change, message: `${new_.name}: ${text}`, site };
      });
    }
    return [this.#kind(pair)];
  }

  /** A table that became a struct, and the like. */
  #kind({ old, new: new_ }: TypePair): Change {
    const { old: before, new: after } = this.pairing;
    const shape = (decl: TypeDecl) => ({ kind: 'named', name: decl.name }) as const;
    const a = { version: before, lookup: before.scope(old), shape: shape(old) };
    const b = { version: after, lookup: after.scope(new_), shape: shape(new_) };
    const molecule = before.program.home(old).format === 'molecule';
    const accepted = !molecule || overlap(a, b) !== 'none';
    return {
      code: 'TYPE_KIND',
      message: `${new_.name} is ${article(kindOf(new_))} instead of ${article(kindOf(old))}`,
      site: after.site(new_),
      effect: accepted ? effectOf('some', 'some', true) : REFUSED,
      path: [],
      advice: `keep the ${kindOf(old)}, and declare the ${kindOf(new_)} under another name`,
    };
  }
}

function kindOf(decl: TypeDecl): string {
  return decl.kind === 'record' ? decl.layout : decl.kind;
}

function article(noun: string): string {
  return `${noun === 'enum' || noun === 'alias' ? 'an' : 'a'} ${noun}`;
}

/** What is below may be absent, or another item may be chosen. */
function softened(effect: Effect): Effect {
  const soften = ({ strict, compatible }: Effect['oldToNew']) => {
    return {
      strict: strict === 'none' ? 'some' : strict,
      compatible: compatible === 'none' ? 'some' : compatible,
    } as const;
  };
  return { ...effect, oldToNew: soften(effect.oldToNew), newToOld: soften(effect.newToOld) };
}
