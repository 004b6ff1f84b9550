/** Small messages that protobuf's rules are tried on, and the tables that say what must come of them. */
import assert from 'node:assert/strict';

import type { Codec } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';

const THREE = `syntax = "proto3";
enum Color { RED = 0; GREEN = 1; BLUE = -3; }
message Leaf { int32 x = 1; Leaf next = 2; }
message Ints { int32 a = 1; uint32 b = 2; sint32 c = 3; Color d = 4; bool e = 5; int64 f = 6; uint64 g = 7; sint64 h = 8; }
message Wide { fixed32 a = 1; sfixed32 b = 2; fixed64 c = 3; sfixed64 d = 4; float e = 5; double f = 6; }
message Texts {
  /// @maxlen 5
  string a = 1;
  /// @maxlen 5
  bytes b = 2;
}
message Lists {
  /// @max 4
  repeated int32 a = 1;
  /// @max 4
  repeated fixed32 b = 2 [packed = false];
  /// @max 4
  repeated Leaf c = 3;
  /// @max 4 @maxlen 3
  repeated string d = 4;
}
message Maps {
  /// @max 2 @maxkey 3
  map<string, Leaf> a = 1;
  /// @max 2
  map<int32, double> b = 2;
}
message Choice { int32 a = 1; oneof z { bool b = 2; Leaf c = 3; sint32 d = 20; } int32 e = 10; }
message Present { optional int32 a = 1; optional double b = 2; Leaf c = 3; double d = 4; float e = 5; }
message Deep {
  Deep a = 1;
  /// @depth 2
  Deep b = 2;
  /// @max 9
  map<int32, Deep> c = 3;
}
message Numbers {
  /// @number
  int64 a = 1;
  /// @number
  uint64 b = 2;
  /// @number
  sfixed64 c = 3;
}
message Empty {}
/// @unknown keep
message Kept { int32 a = 1; Kept b = 2; }
message Huge {
  /// @unbounded "tests the limit of the format"
  repeated bytes a = 1;
}
`;

const TWO = `syntax = "proto2";
enum Closed { ONE = 1; TWO = 2; MINUS = -1; }
enum Zero { NIL = 0; SEVEN = 7; }
message Must { required int32 a = 1; required Inner b = 2; }
message Inner { required int32 x = 1; optional int32 y = 2; }
message Holder {
  optional Inner a = 1;
  /// @max 3
  repeated Inner b = 2;
  /// @max 3
  map<int32, Inner> c = 3;
  oneof z { Inner d = 4; int32 e = 5; }
}
message Enums {
  optional Closed a = 1;
  /// @max 3
  repeated Closed b = 2;
  /// @max 3
  map<int32, Zero> c = 3;
  oneof z { Closed d = 4; int32 e = 5; }
}
/// @unknown keep
message Keeps {
  optional Closed a = 1;
  /// @max 3
  repeated Closed b = 2;
  /// @max 3
  map<int32, Zero> c = 3;
  oneof z { Closed d = 4; int32 e = 5; }
}
message Packing {
  /// @max 3
  repeated int32 a = 1;
  /// @max 3
  repeated int32 b = 2 [packed = true];
}
message Defaults {
  optional int32 a = 1 [default = -7];
  optional uint64 b = 2 [default = 0xffffffffffffffff];
  optional float c = 3 [default = -inf];
  optional double d = 4 [default = 1.5e3];
  optional bool e = 5 [default = true];
  /// @maxlen 30
  optional string f = 6 [default = "a\\"\\xc3\\xa9\\n" 'b'];
  /// @maxlen 30
  optional bytes g = 7 [default = "\\000\\xff"];
  optional Closed h = 8 [default = MINUS];
  optional int32 i = 9;
  optional float j = 10 [default = nan];
  /// @number
  optional int64 k = 11 [default = 12];
}
`;

export type Values = Record<string, unknown>;

/** Bytes in hexadecimal; spaces are for the reader. */
export const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
export const hexOf = (value: Uint8Array): string => Buffer.from(value).toString('hex');
/** A `Leaf`. */
export const leaf = (x: number, next?: unknown): Values => ({ x, next });

/** Reads and writes the messages of the schemas by their names. */
export class Rules {
  #generated: Generated | undefined;

  async load(): Promise<void> {
    this.#generated = await loadGenerated([
      { path: 'three.proto', text: THREE },
      { path: 'two.proto', text: TWO },
    ]);
  }

  async remove(): Promise<void> {
    await this.#generated!.remove();
  }

  codec(name: string): Codec<unknown> {
    return codecOf({ ...this.#generated!.codecs('three'), ...this.#generated!.codecs('two') }, name);
  }

  read(name: string, hex: string): Values {
    return this.codec(name).decode(bytes(hex)) as Values;
  }

  write(name: string, value: unknown): string {
    return hexOf(this.codec(name).encode(value));
  }

  /** The message with nothing in it. */
  empty(name: string): Values {
    return this.read(name, '');
  }

  /** What field `key` is, for each of some bytes. */
  reads(name: string, key: string, table: readonly (readonly [string, unknown])[]): void {
    for (const [hex, value] of table) assert.deepEqual(this.read(name, hex)[key], value, hex);
  }

  /** The code that each of some bytes is refused with. */
  refuses(name: string, table: readonly (readonly [string, string])[]): void {
    for (const [hex, code] of table) {
      assert.throws(() => this.read(name, hex), { name: 'WireError', code }, hex);
    }
  }
}
