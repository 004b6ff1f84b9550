import assert from 'node:assert/strict';

import type { ChangeClass, ChangeCode } from '../../codegen/src/evolution/change.js';
import { evolveProto, expectRow, misreadPercent, refusal } from './evolve.js';

const ALL = ['all', 'all'] as const;
const SOME = ['some', 'some'] as const;
const NONE = ['none', 'none'] as const;

const message = (fields: string, rest = ''): string => `message T { ${fields} }\n${rest}`;

async function expectClass(
  old: string,
  new_: string,
  code: ChangeCode,
  name: ChangeClass,
  syntax?: readonly [string, string],
): Promise<void> {
  const finding = (await evolveProto(old, new_, syntax)).one(code);
  assert.equal(finding.class, name, finding.message);
  assert.equal(finding.contradiction, null, finding.message);
  assert.equal(finding.counterexample === null, name === 'safe', finding.message);
}

describe('fields of a protobuf message', () => {
  const a = message('int32 a = 1;');
  const ab = message('int32 a = 1; int32 b = 2;');

  it('added and removed: everybody reads on', async () => {
    expectRow((await evolveProto(a, ab)).one('FIELD_ADDED'), 'safe', ALL, ALL);
    const removed = (await evolveProto(ab, a)).one('FIELD_REMOVED');
    expectRow(removed, 'safe', ALL, ALL);
    assert.match(removed.note!, /reserved 2;/);
    const reserved = (await evolveProto(ab, message('int32 a = 1; reserved 2;'))).one('FIELD_REMOVED');
    assert.equal(reserved.note, null);
  });
  it('renumbered: nobody finds the value', async () => {
    const finding = (await evolveProto(ab, message('int32 a = 1; int32 b = 3;'))).one('FIELD_NUMBER');
    expectRow(finding, 'silent', ALL, ALL);
    assert.deepEqual(finding.counterexample!.new, { value: { a: 0, b: 0 } });
    assert.deepEqual(finding.counterexample!.old, { value: { a: 0, b: 1 } });
  });
  it('renamed: nothing on the wire', async () => {
    await expectClass(a, message('int32 c = 1;'), 'FIELD_RENAMED', 'safe');
  });
  it('a number that was used before is misread where the wire types are equal', async () => {
    const added = (await evolveProto(ab, message('int32 a = 1; int64 c = 2;'))).one('NUMBER_REUSED');
    assert.deepEqual([added.class, misreadPercent(added.evidence!.oldToNew) > 80], ['silent', true]);
    await expectClass(ab, message('int32 a = 1; fixed32 c = 2;'), 'NUMBER_REUSED', 'safe');
  });
  it('a reserved number is for peers that are older than both', async () => {
    const finding = (
      await evolveProto(message('int32 a = 1; reserved 2 to 4;'), message('int32 a = 1; int32 b = 3;'))
    ).one('NUMBER_REUSED');
    assert.deepEqual([finding.class, finding.counterexample], ['silent', null]);
    assert.match(finding.contradiction!, /800 values did not show it/);
  });
  it('required: added, removed, put on and taken off', async () => {
    const syntax = ['proto2', 'proto2'] as const;
    const optional = message('optional int32 a = 1;');
    const required = message('required int32 a = 1;');
    const both = message('optional int32 a = 1; required int32 b = 2;');
    const added = (await evolveProto(optional, both, syntax)).one('FIELD_ADDED');
    expectRow(added, 'needs-version', NONE, ALL);
    assert.equal(refusal(added, 'new'), 'E_WIRE_REQUIRED');
    expectRow((await evolveProto(both, optional, syntax)).one('FIELD_REMOVED'), 'needs-version', ALL, NONE);
    expectRow(
      (await evolveProto(optional, required, syntax)).one('FIELD_PRESENCE'),
      'needs-version',
      SOME,
      ALL,
    );
    expectRow(
      (await evolveProto(required, optional, syntax)).one('FIELD_PRESENCE'),
      'needs-version',
      ALL,
      SOME,
    );
  });
  it('optional and without presence: the same bytes', async () => {
    await expectClass(a, message('optional int32 a = 1;'), 'FIELD_PRESENCE', 'safe');
    await expectClass(message('optional int32 a = 1;'), a, 'FIELD_PRESENCE', 'safe');
  });
  it('another default: an absent field is read as another value', async () => {
    const field = (value: number): string => message(`optional int32 a = 1 [default = ${value}];`);
    const finding = (await evolveProto(field(5), field(7), ['proto2', 'proto2'])).one('FIELD_DEFAULT');
    assert.deepEqual([finding.class, finding.counterexample!.length], ['silent', 0]);
    assert.deepEqual(finding.counterexample!.old, { value: { a: 5 } });
    assert.deepEqual(finding.counterexample!.new, { value: { a: 7 } });
  });
});

describe('types of protobuf fields', () => {
  const M = 'message M { int32 x = 1; }';
  const E = 'enum E { Z = 0; A = 1; }';
  const rows: readonly (readonly [old: string, new_: string, name: ChangeClass])[] = [
    // The same varint: what does not fit into the smaller one is cut.
    ['int32 a = 1;', 'int64 a = 1;', 'silent'],
    ['uint32 a = 1;', 'uint64 a = 1;', 'silent'],
    ['int32 a = 1;', 'uint32 a = 1;', 'silent'],
    ['int32 a = 1;', 'bool a = 1;', 'silent'],
    ['bool a = 1;', 'E a = 1;', 'silent'],
    // An open enum holds every int32.
    ['int32 a = 1;', 'E a = 1;', 'safe'],
    ['E a = 1;', 'int32 a = 1;', 'safe'],
    // The same wire type, other bits.
    ['int32 a = 1;', 'sint32 a = 1;', 'silent'],
    ['sint64 a = 1;', 'int64 a = 1;', 'silent'],
    ['fixed32 a = 1;', 'sfixed32 a = 1;', 'silent'],
    ['fixed64 a = 1;', 'double a = 1;', 'silent'],
    // Another wire type.
    ['int32 a = 1;', 'fixed32 a = 1;', 'silent'],
    ['float a = 1;', 'double a = 1;', 'silent'],
    ['int32 a = 1;', 'M a = 1;', 'silent'],
  ];
  for (const [old, new_, name] of rows) {
    it(`${old.slice(0, -7)} to ${new_.slice(0, -7)}: ${name}`, async () => {
      await expectClass(message(old, `${M}\n${E}`), message(new_, `${M}\n${E}`), 'FIELD_TYPE', name);
    });
  }

  it('string and bytes: only what is no UTF-8 is refused', async () => {
    const [string, bytes] = [
      message('\n/// @maxlen 9\nstring a = 1;'),
      message('\n/// @maxlen 9\nbytes a = 1;'),
    ];
    expectRow((await evolveProto(string, bytes)).one('FIELD_TYPE'), 'needs-version', ALL, SOME);
    expectRow((await evolveProto(bytes, string)).one('FIELD_TYPE'), 'needs-version', SOME, ALL);
  });
  it('a message and bytes: what one encodes the other one holds', async () => {
    await expectClass(
      message('M a = 1;', M),
      message('\n/// @maxlen 99\nbytes a = 1;', M),
      'FIELD_TYPE',
      'silent',
    );
  });
  it('@number: the same bytes, as far as a number of JavaScript goes', async () => {
    const [bigint, number] = [message('int64 a = 1;'), message('\n/// @number\nint64 a = 1;')];
    expectRow((await evolveProto(bigint, number)).one('FIELD_TYPE'), 'needs-version', SOME, ALL);
    expectRow((await evolveProto(number, bigint)).one('FIELD_TYPE'), 'needs-version', ALL, SOME);
  });
  it('another message with the same fields is the same', async () => {
    const two = `${M}\nmessage N { int32 x = 1; }`;
    await expectClass(message('M a = 1;', two), message('N a = 1;', two), 'FIELD_TYPE', 'safe');
    const other = `${M}\nmessage N { int32 y = 1; sint32 x = 2; }`;
    await expectClass(
      message('M a = 1; N b = 2;', other),
      message('N a = 1; N b = 2;', other),
      'FIELD_TYPE',
      'silent',
    );
  });
  it('one and many: numbers are packed and skipped, of others the last is seen', async () => {
    const many = (
      await evolveProto(message('int32 a = 1;'), message('\n/// @max 9\nrepeated int32 a = 1;'))
    ).one('FIELD_CARDINALITY');
    assert.deepEqual([many.class, many.evidence!.oldToNew.misread], ['silent', 0]);
    assert.deepEqual(many.counterexample!.old, { value: { a: 0 } });
    assert.deepEqual(many.counterexample!.new, { value: { a: [1] } });
    await expectClass(
      message('\n/// @max 9\nrepeated M a = 1;', M),
      message('M a = 1;', M),
      'FIELD_CARDINALITY',
      'silent',
    );
  });
  it('packed or not: readers take both', async () => {
    await expectClass(
      message('\n/// @max 9\nrepeated int32 a = 1;'),
      message('\n/// @max 9\nrepeated int32 a = 1 [packed = false];'),
      'FIELD_PACKED',
      'safe',
    );
  });
  it('keys and values of maps', async () => {
    const map = (types: string, limit = ''): string => message(`\n/// @max 9 ${limit}\nmap<${types}> a = 1;`);
    await expectClass(map('int32, int32'), map('sint32, int32'), 'FIELD_TYPE', 'silent');
    await expectClass(map('int32, int32'), map('int32, fixed32'), 'FIELD_TYPE', 'silent');
    const key = (await evolveProto(map('int32, int32'), map('string, int32', '@maxkey 9'))).one('FIELD_TYPE');
    assert.match(key.message, /^T\.a\.key: int32 became string/);
  });
  it('a map and its entries: equal keys are kept once', async () => {
    const finding = (
      await evolveProto(
        message('\n/// @max 9\nmap<int32, int32> a = 1;'),
        message('\n/// @max 9\nrepeated Entry a = 1;', 'message Entry { int32 key = 1; int32 value = 2; }'),
      )
    ).one('FIELD_CARDINALITY');
    assert.deepEqual([finding.class, finding.evidence!.oldToNew.misread], ['silent', 0]);
    assert.deepEqual(finding.counterexample!.old, { value: { a: [[0, 0]] } });
  });
});

describe('oneofs', () => {
  it('a field that joins others is lost when they are set', async () => {
    const old = message('int32 a = 1; int32 b = 2; int32 c = 3;');
    const { report } = await evolveProto(old, message('oneof o { int32 a = 1; int32 b = 2; } int32 c = 3;'));
    const moved = report.findings.filter(({ code }) => code === 'FIELD_ONEOF');
    assert.deepEqual(
      moved.map((finding) => finding.class),
      ['silent', 'silent'],
    );
    assert.deepEqual(moved[0]!.counterexample!.old, { value: { a: 1, b: 1, c: 0 } });
    assert.match(moved[0]!.message, /^T\.a was moved into the oneof o: of it and b only one is kept/);
    await expectClass(
      old,
      message('oneof o { int32 a = 1; int32 d = 4; } int32 b = 2; int32 c = 3;'),
      'FIELD_ONEOF',
      'safe',
    );
  });
  it('a field that leaves one is lost to old readers', async () => {
    await expectClass(
      message('oneof o { int32 a = 1; int32 b = 2; } int32 c = 3;'),
      message('oneof o { int32 a = 1; } int32 b = 2; int32 c = 3;'),
      'FIELD_ONEOF',
      'silent',
    );
  });
  it('a member more is safe in a message, and a message that old peers refuse where a protocol chooses from it', async () => {
    const M = 'message M { int32 x = 1; }';
    const inside = (members: string): string => message(`oneof o { ${members} } int32 c = 9;`, M);
    await expectClass(inside('M a = 1;'), inside('M a = 1; M b = 2;'), 'FIELD_ADDED', 'safe');
    const root = (members: string): string => message(`oneof o { ${members} }`, M);
    const finding = (await evolveProto(root('M a = 1;'), root('M a = 1; M b = 2;'))).one('FIELD_ADDED');
    assert.deepEqual([finding.class, refusal(finding, 'old')], ['needs-version', 'E_WIRE_REQUIRED']);
    await expectClass(root('M a = 1; M b = 2;'), root('M a = 1;'), 'FIELD_REMOVED', 'needs-version');
  });
});

describe('enums', () => {
  const of = (values: string): string => message('E a = 1;', `enum E { ${values} }`);
  const closed = (values: string): string => message('optional E a = 1;', `enum E { ${values} }`);
  const proto2 = ['proto2', 'proto2'] as const;

  it('another number for a name is misread', async () => {
    const { report } = await evolveProto(of('Z = 0; A = 1; B = 2;'), of('Z = 0; A = 2; B = 1;'));
    const numbers = report.findings.filter(({ code }) => code === 'ENUM_VALUE_NUMBER');
    assert.deepEqual(
      numbers.map((finding) => finding.class),
      ['silent', 'silent'],
    );
    assert.deepEqual(numbers[0]!.counterexample!.old, { value: { a: 'A' } });
    assert.deepEqual(numbers[0]!.counterexample!.new, { value: { a: 'B' } });
  });
  it('added, removed and renamed values of an open enum are numbers to the other side', async () => {
    await expectClass(of('Z = 0;'), of('Z = 0; A = 1;'), 'ENUM_VALUE_ADDED', 'safe');
    await expectClass(of('Z = 0; A = 1;'), of('Z = 0;'), 'ENUM_VALUE_REMOVED', 'safe');
    await expectClass(of('Z = 0; A = 1;'), of('Z = 0; B = 1;'), 'ENUM_VALUE_RENAMED', 'safe');
  });
  it('those of a closed one are dropped by who does not know them', async () => {
    await expectClass(closed('Z = 0;'), closed('Z = 0; A = 1;'), 'ENUM_VALUE_ADDED', 'silent', proto2);
    await expectClass(closed('Z = 0; A = 1;'), closed('Z = 0;'), 'ENUM_VALUE_REMOVED', 'silent', proto2);
    await expectClass(closed('Z = 0;'), of('Z = 0;'), 'ENUM_OPEN', 'silent', ['proto2', 'proto3']);
  });
  it('a reserved number of an enum is no free number', async () => {
    const finding = (await evolveProto(of('Z = 0; reserved 1;'), of('Z = 0; A = 1;'))).one('NUMBER_REUSED');
    assert.equal(finding.class, 'silent');
  });
});

describe('services', () => {
  const service = (methods: string): string =>
    `syntax = "proto3";
/// @protocol name="/calc" versions=["1"] max=4KiB
service Calc { ${methods} }
message Op { int32 a = 1; }
message Num { int32 n = 1; }
message None {}
`;
  const evolveService = async (old: string, new_: string) => {
    const { evolveFiles } = await import('./evolve.js');
    return evolveFiles({ 'x.proto': service(old) }, { 'x.proto': service(new_) });
  };
  const add = 'rpc Add(Op) returns (Num);';
  const div = 'rpc Div(Op) returns (Num);';
  const told = 'rpc Told(Op) returns (None);';

  it('a method in front renumbers all others', async () => {
    const { report } = await evolveService(add, div + add);
    const messages = report.findings.map((finding) => `${finding.class} ${finding.message}`);
    assert.deepEqual(messages, [
      'silent Calc.Div was added with the id of Add, 1',
      'silent Calc.Add has the id 2 instead of 1',
    ]);
    assert.equal(report.findings[1]!.advice[0], 'write @id 1 above it');
  });
  it('one at the end is refused by old peers, which go on: only strict readers close the protocol', async () => {
    const finding = (await evolveService(add, add + div)).one('FIELD_ADDED');
    expectRow(finding, 'compatible-readers', ['all', 'all'], ['some', 'all']);
    assert.equal(refusal(finding, 'old'), 'E_METHOD_UNKNOWN');
    assert.match(finding.note!, /^peers of the old version refuse it with E_METHOD_UNKNOWN, and/);
  });
  it('one that is gone is refused by new peers, which go on', async () => {
    const finding = (await evolveService(add + div, add)).one('FIELD_REMOVED');
    expectRow(finding, 'compatible-readers', ['some', 'all'], ['all', 'all']);
    assert.equal(refusal(finding, 'new'), 'E_METHOD_UNKNOWN');
    assert.deepEqual(finding.advice, ['keep Div while peers of the old version use it']);
  });
  it('a topic that is new is not heard by old peers', async () => {
    const finding = (await evolveService(add, `${add}\n/// @topic\n${told}`)).one('FIELD_ADDED');
    assert.equal(finding.class, 'compatible-readers');
    assert.match(finding.note!, /^peers of the old version do not hear it/);
  });
  it('a method under another id, where nothing else has its own, is refused by both', async () => {
    const finding = (await evolveService(add + div, `${add}\n/// @id 7\n${div}`)).one('FIELD_NUMBER');
    expectRow(finding, 'needs-version', ['some', 'some'], ['some', 'some']);
    assert.deepEqual(finding.advice[0], 'write @id 2 above it');
  });
  it('a topic that became a call is answered to peers that do not ask', async () => {
    const { one } = await evolveService(`${add}\n/// @topic\n${told}`, add + told);
    const finding = one('FIELD_ADDED');
    assert.deepEqual([finding.class, refusal(finding, 'old')], ['needs-version', 'E_REPLY_UNEXPECTED']);
    assert.equal(one('MESSAGE_REPLY').class, 'needs-version');
  });
});
