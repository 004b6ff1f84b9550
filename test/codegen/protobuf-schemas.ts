/** Schemas that use everything that protobuf has here: one of proto3, one of proto2. */
import { type Program, readProgram, renderDiagnostics } from '../../codegen/src/index.js';
import type { RecordType } from '../../codegen/src/ir/model.js';

export const THREE = `syntax = "proto3";
package test.three;
import "google/protobuf/timestamp.proto";
import "google/protobuf/struct.proto";
enum Color { RED = 0; GREEN = 1; BLUE = -3; }
enum Alias { option allow_alias = true; ZERO = 0; NOTHING = 0; ONE = 1; }
message Scalars {
  int32 a = 1; int64 b = 2; uint32 c = 3; uint64 d = 4; sint32 e = 5; sint64 f = 6;
  fixed32 g = 7; fixed64 h = 8; sfixed32 i = 9; sfixed64 j = 10; float k = 11; double l = 12; bool m = 13;
  /// @maxlen 300
  string n = 14;
  /// @maxlen 300
  bytes o = 15;
  Color p = 16;
  Alias q = 2047;
}
message Numbers {
  /// @number
  int64 a = 1;
  /// @number
  uint64 b = 2;
  /// @number
  sint64 c = 3;
  /// @number
  fixed64 d = 4;
  /// @number
  sfixed64 e = 5;
  /// @number @max 4
  repeated sint64 f = 6;
  /// @number @max 3
  map<uint64, sfixed64> g = 7;
  /// @number
  optional int64 h = 8;
}
message Optionals {
  optional int32 a = 1; optional sint64 b = 2; optional fixed32 c = 3; optional double d = 4; optional bool e = 5;
  /// @maxlen 20
  optional string f = 6;
  /// @maxlen 20
  optional bytes g = 7;
  optional Color h = 8;
  optional Leaf i = 9;
}
message Lists {
  /// @max 9
  repeated int32 a = 1;
  /// @max 9
  repeated sint32 b = 2 [packed = false];
  /// @max 9
  repeated fixed64 c = 3;
  /// @max 9
  repeated sfixed32 d = 4 [packed = false];
  /// @max 9
  repeated bool e = 5;
  /// @max 9
  repeated double f = 6;
  /// @max 9
  repeated Color g = 536870911;
  /// @max 9 @maxlen 80
  repeated string h = 100;
  /// @max 9 @maxlen 9
  repeated bytes i = 101;
  /// @max 9
  repeated Leaf j = 102;
}
message Maps {
  /// @max 5 @maxkey 70 @maxlen 200
  map<string, bytes> a = 1;
  /// @max 5 @maxlen 9
  map<int32, string> b = 2;
  /// @max 5
  map<bool, Color> c = 3;
  /// @max 5
  map<sint64, Leaf> d = 4;
  /// @max 5
  map<fixed32, float> e = 5;
  /// @max 5
  map<uint64, All> f = 6;
}
message Leaf {
  sfixed32 x = 1;
  Leaf next = 2;
  /// @maxlen 1000
  bytes rest = 3;
}
message All {
  Scalars scalars = 1;
  oneof choice {
    bool yes = 2;
    Leaf leaf = 4;
    /// @maxlen 200
    string text = 500;
    sint64 number = 536870911;
  }
  Optionals optionals = 3;
  Lists lists = 5;
  Maps maps = 6;
  Numbers numbers = 7;
  /// @depth 3
  All below = 8;
  Kept kept = 9;
  google.protobuf.Timestamp when = 10;
  google.protobuf.Value value = 11;
  reserved 12, 20 to 29, 536870000 to 536870010;
  reserved "old";
}
/// @unknown keep
message Kept {
  int32 a = 1;
  Kept next = 2;
  /// @max 4
  repeated Kept more = 3;
}
`;

export const TWO = `syntax = "proto2";
package test.two;
enum Closed { FIRST = 3; SECOND = 0; MINUS = -1; }
enum Zero { NONE = 0; SOME = 7; }
message Every {
  required int32 a = 1;
  required Closed b = 2;
  required Inner c = 3;
  optional sint64 d = 4 [default = -5];
  optional Closed e = 5 [default = MINUS];
  /// @maxlen 30
  optional string f = 6 [default = "h\\u00e9"];
  /// @max 9
  repeated Closed g = 7;
  /// @max 9
  repeated Closed h = 8 [packed = true];
  /// @max 9
  repeated uint32 i = 9 [packed = true];
  /// @max 9
  repeated fixed32 j = 10;
  /// @max 4
  map<int32, Zero> k = 11;
  /// @max 4 @maxkey 9
  map<string, Inner> l = 12;
  /// @max 4
  repeated Inner m = 13;
  oneof choice {
    Inner n = 14;
    Closed o = 15;
    /// @maxlen 5
    bytes p = 16;
  }
  optional Every below = 17;
  optional Keeping q = 18;
  optional bool r = 19 [default = true];
}
message Inner {
  required sint32 x = 1;
  optional Inner next = 2;
}
/// @unknown keep
message Keeping {
  optional Closed a = 1;
  /// @max 9
  repeated Closed b = 2;
  /// @max 9
  repeated Closed c = 3 [packed = true];
  /// @max 4
  map<int32, Zero> d = 4;
  oneof choice { Closed e = 5; int32 f = 6; }
  optional Keeping next = 7;
}
message Base {
  optional int32 a = 1;
  extensions 100 to 199, 1000 to max;
}
extend Base {
  optional int32 number = 100;
  /// @maxlen 20
  optional string note = 101 [default = "none"];
  /// @max 5
  repeated sint32 list = 102 [packed = true];
  optional Inner inner = 103;
}
message Scope {
  extend Base {
    /// What a scope adds.
    optional Closed kind = 150;
    /// @max 3
    repeated Inner inners = 1000;
  }
}
`;

/** Both schemas, linked. */
export function protobufProgram(): Program {
  const { program, diagnostics } = readProgram([
    { path: 'three.proto', text: THREE },
    { path: 'two.proto', text: TWO },
  ]);
  if (program === undefined) throw new Error(renderDiagnostics(diagnostics));
  return program;
}

/** All messages of a schema of the program. */
export function messagesOf(program: Program, stem: string): readonly RecordType[] {
  const schema = program.schemas.find((each) => each.stem === stem)!;
  return schema.types.filter((decl) => decl.kind === 'record');
}
