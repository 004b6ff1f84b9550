import assert from 'node:assert/strict';

import { evolveFiles, type Evolved, protocol, refusal } from './evolve.js';

const TYPES = 'array Uint32 [byte; 4];\nvector Uint32s <Uint32>;\n';
const UNION = 'union T { A, B, }\ntable A { x: Uint32, }\ntable B { y: Uint32, }\n';
const OLD = 'table T { a: Uint32, b: Uint32, }\n';
const SWAPPED = 'table T { b: Uint32, a: Uint32, }\n';

async function evolveProtocols(old: string, new_: string): Promise<Evolved> {
  return evolveFiles({ 'x.mol': old + TYPES }, { 'x.mol': new_ + TYPES });
}

describe('versions of a protocol', () => {
  const one = protocol('versions=["1"] max=1KiB');
  const two = protocol('versions=["2"] max=1KiB');
  const both = protocol('versions=["1", "2"] max=1KiB');

  it('without a new one a change that breaks asks for it', async () => {
    const finding = (await evolveProtocols(one + OLD, one + SWAPPED)).one('FIELD_ORDER');
    assert.deepEqual([finding.class, finding.versioned], ['silent', false]);
    assert.match(finding.advice.at(-1)!, /write versions=\["2"\] for \/test, and keep the old schema/);
  });
  it('a new one instead of the old one keeps both kinds of peers apart', async () => {
    const { report, one: found } = await evolveProtocols(one + OLD, two + SWAPPED);
    const finding = found('FIELD_ORDER');
    assert.deepEqual([finding.class, finding.versioned, report.ok], ['needs-version', true, true]);
    assert.deepEqual(finding.advice, [
      'to serve old peers too, keep the old schema as a file of its own with name="/test" versions=["1"]',
    ]);
    assert.equal(found('PROTOCOL_VERSIONS').versioned, true);
  });
  it('a new one beside the old one does not: old peers get the new messages', async () => {
    const { report, one: found } = await evolveProtocols(one + OLD, both + SWAPPED);
    const finding = found('FIELD_ORDER');
    assert.deepEqual([finding.class, finding.versioned, report.ok], ['silent', false, false]);
    assert.match(finding.advice.at(-1)!, /got "2", but under "1" old peers get the new messages too/);
    assert.equal(found('PROTOCOL_VERSIONS').class, 'safe');
  });
  it('the old schema kept in a file of its own serves both', async () => {
    const { report } = await evolveFiles(
      { 'x.mol': one + OLD + TYPES },
      { 'x.mol': two + SWAPPED + TYPES, 'x_v1.mol': one + OLD + TYPES },
    );
    const versions = report.findings.find(({ code }) => code === 'PROTOCOL_VERSIONS');
    const order = report.findings.filter(({ code }) => code === 'FIELD_ORDER');
    assert.deepEqual([report.ok, versions?.class], [true, 'safe']);
    assert.deepEqual(
      order.map((finding) => [finding.file, finding.class, finding.versioned]),
      [['schemas/x.mol', 'needs-version', true]],
    );
    assert.deepEqual(order[0]!.advice, []);
  });
  it('replaced without any change in the messages parts peers for nothing', async () => {
    const { report, one: found } = await evolveProtocols(one + UNION, two + UNION);
    const finding = found('PROTOCOL_VERSIONS');
    assert.deepEqual([finding.class, report.ok], ['break', false]);
    assert.deepEqual(finding.advice, ['the messages are the same: write versions=["1","2"]']);
  });
  it('an old one may go when both sides speak another', async () => {
    const finding = (await evolveProtocols(both + UNION, two + UNION)).one('PROTOCOL_VERSIONS');
    assert.equal(finding.class, 'safe');
    assert.match(finding.note!, /nothing but 1 are refused/);
  });
});

describe('names, framing and sizes', () => {
  const one = protocol('versions=["1"] max=1KiB');

  it('another name is another protocol', async () => {
    const { one: found } = await evolveProtocols(
      one + UNION,
      protocol('versions=["1"] max=1KiB', '/other') + UNION,
    );
    assert.equal(found('PROTOCOL_NAME').class, 'break');
    assert.match(found('PROTOCOL_NAME').advice[0]!, /definition\.as/);
  });
  it('a protocol that is gone is a break, a new one is not', async () => {
    const { one: found } = await evolveProtocols(one + UNION, UNION);
    assert.equal(found('PROTOCOL_REMOVED').class, 'break');
    const back = await evolveProtocols(UNION, one + UNION);
    assert.equal(back.one('PROTOCOL_ADDED').class, 'safe');
  });
  it('another framing: the prefix is read as a part of the message', async () => {
    const twice = protocol('versions=["1"] max=1KiB framing=length-delimited-twice');
    const finding = (await evolveProtocols(one + UNION, twice + UNION)).one('PROTOCOL_FRAMING');
    assert.equal(finding.class, 'needs-version');
    assert.equal(finding.counterexample!.bytes, '00000010000000000c0000000800000000000000');
    assert.equal(refusal(finding, 'new'), 'E_WIRE_HEADER');
  });
  it('a lower max refuses what old peers may send, unless no message is that long', async () => {
    const low = protocol('versions=["1"] max=64');
    assert.equal((await evolveProtocols(one + UNION, low + UNION)).one('PROTOCOL_MAX').class, 'safe');
    const list = 'table T {\n/// @max 100\nv: Uint32s, }\n';
    const lowered = (await evolveProtocols(one + list, low + list)).one('PROTOCOL_MAX');
    assert.deepEqual([lowered.class, lowered.counterexample!.writer], ['needs-version', 'old']);
    assert.equal(refusal(lowered, 'new'), 'E_MESSAGE_TOO_LARGE');
    assert.ok(lowered.counterexample!.length > 64);
    const raised = (await evolveProtocols(low + list, one + list)).one('PROTOCOL_MAX');
    assert.deepEqual([raised.class, raised.counterexample!.writer], ['needs-version', 'new']);
  });
  it('the priority is our own business', async () => {
    const high = protocol('versions=["1"] max=1KiB priority=high');
    assert.equal((await evolveProtocols(one + UNION, high + UNION)).one('PROTOCOL_PRIORITY').class, 'safe');
  });
  it('another root is compared with the old one', async () => {
    const other = `${UNION}${one}table R { x: Uint32, y: Uint32, }\n`;
    const finding = (await evolveProtocols(one + UNION, other)).one('PROTOCOL_ROOT');
    assert.deepEqual(
      [finding.class, finding.message],
      ['needs-version', 'protocol /test: its messages are R instead of T'],
    );
    assert.notEqual(refusal(finding, finding.counterexample!.writer === 'old' ? 'new' : 'old'), undefined);
  });
});

describe('rules of messages', () => {
  const rules = (above: string): string =>
    protocol('versions=["1"] max=1KiB') + UNION.replace('A,', `\n${above}\nA,`);
  const plain = rules('// nothing');

  it('@from: who may not send any more is cut off', async () => {
    const added = (await evolveProtocols(plain, rules('/// @from dialer'))).one('MESSAGE_DIRECTION');
    assert.deepEqual(
      [added.class, added.counterexample!.writer, refusal(added, 'new')],
      ['needs-version', 'old', 'E_MESSAGE_DIRECTION'],
    );
    const removed = (await evolveProtocols(rules('/// @from dialer'), plain)).one('MESSAGE_DIRECTION');
    assert.deepEqual(
      [removed.counterexample!.writer, refusal(removed, 'old')],
      ['new', 'E_MESSAGE_DIRECTION'],
    );
    const turned = await evolveProtocols(rules('/// @from dialer'), rules('/// @from listener'));
    assert.match(turned.one('MESSAGE_DIRECTION').message, /A is only sent by the listener now/);
  });
  it('@reply: answers that nobody asked for', async () => {
    const added = (await evolveProtocols(plain, rules('/// @reply B'))).one('MESSAGE_REPLY');
    assert.deepEqual([added.class, refusal(added, 'new')], ['needs-version', 'E_REPLY_UNEXPECTED']);
    assert.deepEqual(added.counterexample!.old, { value: { type: 'B', value: { y: 0 } } });
    const removed = (await evolveProtocols(rules('/// @reply B'), plain)).one('MESSAGE_REPLY');
    assert.equal(refusal(removed, 'old'), 'E_REPLY_UNEXPECTED');
  });
  it('@rate: lowered for old peers, raised for new ones', async () => {
    const lowered = (await evolveProtocols(rules('/// @rate 10/s'), rules('/// @rate 5/s'))).one(
      'MESSAGE_RATE',
    );
    assert.deepEqual(
      [lowered.class, lowered.counterexample!.writer, refusal(lowered, 'new')],
      ['needs-version', 'old', 'E_MESSAGE_RATE'],
    );
    const raised = (await evolveProtocols(rules('/// @rate 10/s'), rules('/// @rate 20/s'))).one(
      'MESSAGE_RATE',
    );
    assert.equal(raised.counterexample!.writer, 'new');
    const same = await evolveProtocols(rules('/// @rate 10/s'), rules('/// @rate 600/min'));
    assert.deepEqual(same.report.findings, []);
  });
});
