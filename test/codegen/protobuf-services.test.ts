import assert from 'node:assert/strict';

import { readProgram } from '../../codegen/src/index.js';
import type { Service } from '../../codegen/src/ir/model.js';

const TEXT = `syntax = "proto3";
package demo;
import "google/protobuf/empty.proto";
message Ask { int32 a = 1; }
message Answer { int32 b = 1; }
/// Sums.
/// @protocol name="/demo/calc" versions=["1", "2"] max=4KiB priority=high
service calc_service {
  /// Adds.
  /// @id 3 @timeout 30s @rate 10/min
  rpc add(Ask) returns (.demo.Answer);
  /// @topic
  rpc told(Ask) returns (google.protobuf.Empty) { option deprecated = true; }
}
service Plain { rpc ask(Ask) returns (Answer); }
`;

describe('protobuf services', () => {
  const { program, diagnostics } = readProgram([{ path: 'a.proto', text: TEXT }]);
  const services = (program?.schemas[0]?.services ?? []) as readonly [Service, Service];

  it('are in the program with their calls, in order', () => {
    assert.deepEqual(diagnostics, []);
    const [calc] = services;
    assert.deepEqual([calc.name, calc.tsName, calc.doc], ['calc_service', 'CalcService', ['Sums.']]);
    const methods = calc.methods.map(({ span, rate, ...rest }) => ({
      ...rest,
      line: span.file.position(span.offset).line,
      rate: rate === undefined ? undefined : [rate.count, rate.perMs],
    }));
    assert.deepEqual(methods, [
      {
        name: 'add',
        doc: ['Adds.'],
        request: 'Ask',
        reply: 'Answer',
        topic: false,
        id: 3,
        timeoutMs: 30_000,
        rate: [10, 60_000],
        line: 11,
      },
      {
        name: 'told',
        doc: [],
        request: 'Ask',
        reply: 'Empty',
        topic: true,
        id: undefined,
        timeoutMs: undefined,
        rate: undefined,
        line: 13,
      },
    ]);
  });

  it('have the protocol that stands above them, with its defaults, or none', () => {
    const [calc, plain] = services;
    const { name, versions, framing, maxBytes, priority } = calc.protocol!;
    assert.deepEqual(
      [name, versions, framing, maxBytes, priority],
      ['/demo/calc', ['1', '2'], 'length-delimited', 4096, 'high'],
    );
    assert.equal(plain.protocol, undefined);
  });

  it('name messages that the program can look up, also imported ones', () => {
    const lookup = program!.lookup(program!.schemas[0]!);
    for (const { request, reply } of services.flatMap((service) => service.methods)) {
      assert.deepEqual([lookup(request).kind, lookup(reply).kind], ['record', 'record']);
    }
  });

  it('molecule schemas have none', () => {
    const molecule = readProgram([{ path: 'a.mol', text: 'table T {}' }]);
    assert.deepEqual(
      molecule.program?.schemas.map((schema) => [schema.services, schema.extensions]),
      [[[], []]],
    );
  });
});
