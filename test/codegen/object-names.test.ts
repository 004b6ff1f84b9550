import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { compile, readProgram } from '../../codegen/src/index.js';
import { explain } from '../../codegen/src/describe/explain/explain.js';
import { renderExplanation } from '../../codegen/src/describe/explain/render.js';
import { fromJson, toJson } from '../../codegen/src/values/json.js';
import { vectorsOf } from '../../codegen/src/vectors/back-end.js';
import type { Codec } from '../../src/wire/index.js';
import { evolveFiles } from '../evolution/evolve.js';
import { Members, MembersView } from '../generated/members.js';
import { Kind, Properties } from '../generated/properties.js';
import { check, type Header, type Vector } from '../vectors/schemas/replay.js';

const FILES = ['members.mol', 'properties.proto'].map((name) => ({
  path: name,
  text: readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8'),
}));
const PROGRAM = readProgram(FILES).program!;
const CODECS: Readonly<Record<string, Codec<unknown>>> = {
  Members: Members,
  Properties: Properties,
};

describe('fields called like what every object has', () => {
  it('may be missing where they are optional', () => {
    // The compiler of this file sees it, too.
    const members: Members = { size: 1 };
    const properties: Properties = { propertyIsEnumerable$: [] };
    assert.deepEqual(
      { ...Members.decode(Members.encode(members)) },
      {
        ...members,
        constructor$: undefined,
        toString$: undefined,
        valueOf$: undefined,
        hasOwnProperty$: undefined,
        toObject: undefined,
      },
    );
    assert.equal(Properties.encode(properties).length, 0);
    assert.equal(Properties.defaults.toString$, 7);
  });

  it('carry what they are given, in views too', () => {
    const members: Members = {
      size: 1,
      constructor$: 2,
      toString$: 3,
      valueOf$: 4,
      hasOwnProperty$: 5,
      toObject: 6,
    };
    const bytes = Members.encode(members);
    assert.deepEqual(Members.decode(bytes), members);
    const view = MembersView.decode(bytes);
    assert.deepEqual(
      [view.constructor$, view.toString$, view.valueOf$, view.hasOwnProperty$, view.toObject$],
      [2, 3, 4, 5, 6],
    );
    assert.deepEqual(view.toObject(), members);
    const properties: Properties = {
      constructor$: 1,
      toLocaleString$: { type: 'Proto__', value: 2 },
      hasOwnProperty$: { valueOf$: 5, propertyIsEnumerable$: [] },
      propertyIsEnumerable$: [3],
    };
    const { hasOwnProperty$: inner, ...outer } = Properties.decode(Properties.encode(properties));
    assert.deepEqual([outer.constructor$, outer.toLocaleString$], [1, properties.toLocaleString$]);
    assert.equal(inner?.valueOf$, 5);
  });

  it('have a JSON form, in which what is absent is absent', () => {
    for (const [schema, value] of [
      [PROGRAM.schemas[0]!, { size: 1 }],
      [PROGRAM.schemas[1]!, { propertyIsEnumerable$: [] }],
    ] as const) {
      const [decl] = schema.types;
      const json = toJson(decl!, value, PROGRAM.lookup(schema));
      assert.deepEqual(json, value);
      const back = fromJson(decl!, json, PROGRAM.lookup(schema));
      assert.deepEqual(toJson(decl!, back, PROGRAM.lookup(schema)), value);
    }
  });

  it('hold in golden vectors', () => {
    for (const schema of PROGRAM.schemas) {
      const [first, ...lines] = vectorsOf(schema, PROGRAM).trimEnd().split('\n');
      const { types } = JSON.parse(first!) as Header;
      assert.ok(lines.length > 5);
      for (const line of lines) {
        const vector = JSON.parse(line) as Vector;
        check(vector, CODECS[vector.type]!, types);
      }
    }
  });

  it('are called as in the schema wherever the wire is explained', () => {
    const schema = PROGRAM.schemas[1]!;
    const bytes = Properties.encode({ constructor$: 1, valueOf$: 5, propertyIsEnumerable$: [] });
    const text = renderExplanation(explain(PROGRAM, schema.types[0]!, bytes));
    assert.match(text, /constructor/);
    assert.match(text, /value_of/);
    assert.doesNotMatch(text, /\$/);
    assert.throws(() => Members.encode({ size: 1, constructor$: -1 }), /Members\.constructor must be/);
  });

  it('evolve like others', async () => {
    const file = (type: string): Readonly<Record<string, string>> => ({
      'x.mol':
        `/// @protocol name="/x" max=64\ntable T { constructor: ${type}, }\n` +
        'array Uint32 [byte; 4];\narray Int32 [byte; 4];\noption Uint32Opt (Uint32);\n',
    });
    const { one } = await evolveFiles(file('Uint32'), file('Uint32Opt'));
    const { class: found, contradiction } = one('FIELD_TYPE');
    assert.deepEqual([found, contradiction], ['needs-version', null]);
  });
});

describe('values of an enum', () => {
  it('are properties of its constant, whatever they are called', () => {
    assert.deepEqual(Object.entries(Kind), [
      ['ZERO', 0],
      ['__proto__$', 5],
      ['constructor', 6],
    ]);
    assert.equal(Object.getPrototypeOf(Kind), Object.prototype);
  });

  it('no generated object literal names `__proto__`', () => {
    const names = '__proto__ constructor toString valueOf'.split(' ');
    const text = [
      'syntax = "proto2";',
      ...names.map((name, i) => `message ${name} { optional int32 ${name} = 1 [default = ${i}]; }`),
      `message All { ${names.map((name, i) => `optional ${name} ${name} = ${i + 1};`).join(' ')} extensions 9; }`,
      'extend All { optional int32 __proto__x = 9; }',
    ].join('\n');
    const { outputs, diagnostics } = compile([{ path: 'a.proto', text }]);
    assert.deepEqual(diagnostics, []);
    assert.doesNotMatch(outputs.get('a.ts')!, /\b__proto__:/);
  });
});
