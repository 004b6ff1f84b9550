import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { emitTypeScript } from '../../codegen/src/compile.js';
import { readProgram } from '../../codegen/src/index.js';
import { encodePlainly } from '../../codegen/src/values/encode.js';
import {
  type Codec,
  type Extensible,
  type Extension,
  getExtension,
  setExtension,
} from '../../src/wire/index.js';
import { Hedge } from '../generated/branch.js';
import { Pot, Tree, Wood } from '../generated/tree.js';
import { codecOf, loadGenerated } from './load-generated.js';

type Step = (inner: Tree) => Tree;

const EMPTY: Tree = Tree.decode(new Uint8Array(0));
const tree = (fields: Partial<Tree>): Tree => ({ ...EMPTY, ...fields });
const nested = (step: Step, levels: number, innermost = EMPTY): Tree => {
  let value = innermost;
  for (let i = 0; i < levels; i++) value = step(value);
  return value;
};
const child: Step = (inner) => tree({ child: inner });
const LEAF = { size: 1 };
const MARKS = new Map([[1, true]]);

/** The code of the error that ends it. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    const { name, code } = thrown as { readonly name: string; readonly code: string };
    assert.equal(name, 'WireError', String(thrown));
    return code;
  }
  return 'none';
}

const SCHEMAS = ['branch.proto', 'tree.proto'].map((path) => ({
  path,
  text: readFileSync(new URL(`../schemas/${path}`, import.meta.url), 'utf8'),
}));
const PROGRAM = readProgram(SCHEMAS).program!;
const lookup = PROGRAM.lookup(PROGRAM.schemas.find(({ stem }) => stem === 'tree')!);

/** Bytes of a value by an encoder that knows no limits. */
function plainly(codec: { readonly name: string }, value: unknown): Uint8Array {
  return encodePlainly('protobuf', lookup(codec.name), value, lookup);
}

describe('protobuf, depth of what is written', () => {
  /** As deep as it may be, and one level deeper. */
  const boundary = <T>(codec: Codec<T>, deepest: T, beyond: T): void => {
    const { encode, size, decode } = codec;
    const bytes = encode(deepest);
    assert.deepEqual(bytes, plainly(codec, deepest));
    assert.equal(size(deepest), bytes.length);
    assert.deepEqual(decode(bytes), deepest);
    for (const run of [encode, size]) {
      assert.throws(() => run(beyond), { name: 'WireError', code: 'E_WIRE_DEPTH', stage: 'encode' });
    }
    assert.throws(() => decode(plainly(codec, beyond)), { code: 'E_WIRE_DEPTH', stage: 'decode' });
  };
  const repeated = (step: Step, levels: number): void =>
    boundary(Tree, nested(step, levels), nested(step, levels + 1));

  it('a hundred levels are the most: in a field, a list, a oneof', () => {
    repeated(child, 100);
    repeated((inner) => tree({ children: [EMPTY, inner] }), 100);
    repeated((inner) => tree({ choice: { type: 'Chosen', value: inner } }), 100);
  });
  it('a map entry is a level of its own', () => {
    repeated((inner) => tree({ named: new Map([[1, inner]]) }), 50);
    const odd = (levels: number): Tree =>
      child(nested((inner) => tree({ named: new Map([[1, inner]]) }), levels));
    boundary(Tree, odd(49), odd(50));
    boundary(Tree, nested(child, 99, tree({ marks: MARKS })), nested(child, 100, tree({ marks: MARKS })));
  });
  it('an empty map or list is none', () => {
    const full = nested(child, 100, tree({ marks: new Map(), named: new Map(), children: [] }));
    assert.deepEqual(Tree.decode(Tree.encode(full)), full);
  });
  it('`@depth` counts from its field on, unless less is left anyway', () => {
    const shallow: Step = (inner) => tree({ shallow: inner });
    boundary(Tree, shallow(nested(child, 2)), shallow(nested(child, 3)));
    boundary(
      Tree,
      nested(child, 50, shallow(nested(child, 2))),
      nested(child, 50, shallow(nested(child, 3))),
    );
    boundary(Tree, nested(child, 98, shallow(child(EMPTY))), nested(child, 99, shallow(child(EMPTY))));
    repeated(shallow, 3);
    const entry: Step = (inner) => tree({ shallows: new Map([[true, inner]]) });
    boundary(Tree, entry(nested(child, 2)), entry(nested(child, 3)));
    boundary(Tree, entry(entry(EMPTY)), entry(entry(child(EMPTY))));
    boundary(Tree, nested(child, 97, entry(child(EMPTY))), nested(child, 98, entry(child(EMPTY))));
  });
  it('counts what cannot stand in itself, where it stands deep', () => {
    const leaf = tree({ leaf: LEAF });
    boundary(Tree, nested(child, 99, leaf), nested(child, 100, leaf));
    for (const branch of [
      { leaf: LEAF, marks: new Map() },
      { leaf: undefined, marks: MARKS },
    ]) {
      boundary(Tree, nested(child, 98, tree({ branch })), nested(child, 99, tree({ branch })));
    }
    boundary(Wood, { trees: [EMPTY, nested(child, 99)] }, { trees: [EMPTY, nested(child, 100)] });
    const bare = { leaf: undefined, marks: new Map() };
    boundary(Pot, { branch: bare }, { branch: { ...bare, leaf: LEAF } });
    boundary(Pot, { branch: undefined }, { branch: { ...bare, marks: MARKS } });
  });
  it('counts from the top in an extension', async () => {
    const text = `syntax = "proto2";
message Base { extensions 100 to 199; }
message Held { optional Base base = 1; }
extend Base {
  /// @depth 1
  optional Held held = 100;
}`;
    const generated = await loadGenerated([{ path: 'held.proto', text }]);
    try {
      const { held } = generated.codecs('held') as unknown as { held: Extension<Extensible, unknown> };
      const base: Extensible = {};
      setExtension(base, held, { base: undefined });
      assert.deepEqual(getExtension(base, held), { base: undefined });
      const deep = { base: { $unknown: undefined } };
      assert.equal(
        codeOf(() => setExtension(base, held, deep)),
        'E_WIRE_DEPTH',
      );
    } finally {
      await generated.remove();
    }
  });
  it('says which field is too deep', () => {
    const text = (value: Tree): unknown => {
      try {
        Tree.encode(value);
      } catch (thrown) {
        return (thrown as Error).message;
      }
      return undefined;
    };
    assert.equal(text(nested(child, 101)), 'E_WIRE_DEPTH: Tree.child is nested too deep');
    const deep = (fields: Partial<Tree>): unknown => text(nested(child, 100, tree(fields)));
    assert.equal(deep({ children: [EMPTY] }), 'E_WIRE_DEPTH: Tree.children[] is nested too deep');
    assert.equal(deep({ marks: MARKS }), 'E_WIRE_DEPTH: Tree.marks is nested too deep');
    assert.equal(deep({ leaf: LEAF }), 'E_WIRE_DEPTH: Tree.leaf is nested too deep');
  });
  it('a value that contains itself is refused, without memory being taken for it', () => {
    const endless = tree({});
    endless.children = [endless, endless];
    const before = process.memoryUsage().arrayBuffers;
    for (const run of [Tree.encode, Tree.size])
      assert.equal(
        codeOf(() => run(endless)),
        'E_WIRE_DEPTH',
      );
    assert.equal(
      codeOf(() => Tree.encodeInto(endless, new Uint8Array(9), 0)),
      'E_WIRE_DEPTH',
    );
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  });
  it('is not counted where it cannot be exceeded', () => {
    assert.equal(Hedge.encode({ branch: { leaf: LEAF, marks: MARKS } }).length, 12);
    const counting = [...emitTypeScript(PROGRAM, 'tentacle-ts').values()].flatMap((text) =>
      [...text.matchAll(/function \$write(\w+)\([^)]*depth/g)].map(([, name]) => name),
    );
    assert.deepEqual(counting.sort(), ['Branch', 'Pot', 'Tree', 'Wood']);
  });
});

describe('an encoder that runs out of something else than room', () => {
  it('stops at once: more memory would not help', async () => {
    const schema = `
vector Bytes <byte>;
table Item {
    /// @unbounded "as long as it is"
    data: Bytes,
}
vector Items <Item>;
table All {
    /// @unbounded "as many as there are"
    items: Items,
}`;
    const generated = await loadGenerated([{ path: 'endless.mol', text: schema }]);
    try {
      const codec = codecOf(generated.codecs('endless'), 'All');
      let asked = 0;
      const overflow = (): Uint8Array => overflow();
      for (const fail of [overflow, () => new Uint8Array('x'.repeat(-1).length)]) {
        const item = {
          get data() {
            asked++;
            return fail();
          },
        };
        assert.throws(() => codec.encode({ items: [item] }), RangeError);
      }
      assert.equal(asked, 2);
      // Room alone is found, however much it takes.
      const items = Array.from({ length: 40_000 }, () => ({ data: new Uint8Array(100) }));
      assert.equal(codec.encode({ items }).length, 12 + 40_000 * (4 + 112));
    } finally {
      await generated.remove();
    }
  });
});
