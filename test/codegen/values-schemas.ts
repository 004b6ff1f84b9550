/** Schemas that use everything the intermediate representation has. */
import { readProgram, type Program } from '../../codegen/src/index.js';
import type { Lookup, Schema, TypeDecl } from '../../codegen/src/ir/model.js';

const MOLECULE = `import base;
array Bool [byte; 1];
array Int8 [byte; 1];
array Uint16 [byte; 2];
array Int32 [byte; 4];
array Uint64 [byte; 8];
array Int128 [byte; 16];
array Uint256 [byte; 32];
array Hash [byte; 5];
array Pair [Point; 2];
struct Point { x: Int8, on: Bool, y: Uint16, hash: Hash, }
struct Wide { pair: Pair, big: Uint256, signed: Int128, }
vector Bytes <byte>;
vector Points <Point>;
vector Numbers <Uint64>;
vector Lines <Bytes>;
vector Blocks <Lines>;
option LineOpt (Bytes);
option PointOpt (Point);
option TextOpt (Bytes);
vector LineOpts <LineOpt>;
table Nothing { }
table All {
    flag: Bool,
    number: Int32,
    wide: Wide,
    /// @maxlen 9
    bytes: Bytes,
    /// @maxlen 10 @utf8
    text: Bytes,
    /// @max 3
    points: Points,
    /// @max 2
    numbers: Numbers,
    /// @max 3 2 @maxlen 4
    blocks: Blocks,
    /// @max 2 @maxlen 3
    holes: LineOpts,
    point: PointOpt,
    /// @maxlen 6 @utf8
    note: TextOpt,
    nothing: Nothing,
    choice: Choice,
    foreign: Foreign,
}
union Choice {
    Point: 7,
    /// @maxlen 4
    Bytes: 2,
    Nothing,
    /// @max 2 @maxlen 2
    Lines: 4000000000,
    Numbered,
}
table Numbered { value: Uint64, }
table Growing {
    first: Bool,
    /// @since 2
    second: Uint16,
    /// @since 3
    third: PointOpt,
    /// @since 3 @maxlen 5
    fourth: Bytes,
}
`;

const BASE = `array Word [byte; 3];
vector Words <Word>;
table Foreign {
    /// @max 4
    words: Words,
}
`;

const PROTO3 = `syntax = "proto3";
package every;
enum Color { RED = 0; GREEN = 1; BLUE = -3; }
message All {
  int32 a = 1; int64 b = 2; uint32 c = 3; uint64 d = 4; sint32 e = 5; sint64 f = 6;
  fixed32 g = 7; fixed64 h = 8; sfixed32 i = 9; sfixed64 j = 10; float k = 11; double l = 12; bool m = 13;
  /// @maxlen 10
  string n = 14;
  /// @maxlen 10
  bytes o = 15;
  Color p = 16;
  All q = 17;
  /// @max 5
  repeated sint32 r = 18;
  /// @max 5
  repeated fixed64 s = 19;
  /// @max 5
  repeated int64 t = 20 [packed = false];
  /// @max 5 @maxlen 10
  repeated string u = 21;
  /// @max 5
  repeated Color v = 2000;
  /// @max 5
  repeated Leaf w = 23;
  /// @max 5 @maxkey 4
  map<string, Leaf> x = 24;
  /// @max 5
  map<int32, double> y = 25;
  /// @max 2
  map<bool, Color> bools = 22;
  oneof z { bool za = 26; Leaf zb = 27; sint64 zc = 536870911; Color zd = 28; }
  optional uint32 o1 = 30;
  /// @maxlen 10
  optional string o2 = 31;
  optional Color o3 = 32;
  /// @number
  uint64 n1 = 33;
  /// @number
  sint64 n2 = 34;
  /// @number
  optional sfixed64 n3 = 35;
}
message Leaf {
  sfixed32 x = 1;
  /// @depth 3
  Leaf next = 2;
}
message Empty {}
message Tree {
  /// @max 4 @maxkey 4
  map<string, Tree> children = 1;
}
`;

const PROTO2 = `syntax = "proto2";
enum Size { SMALL = 1; LARGE = 2; }
enum Flavour { PLAIN = 0; SALTED = 5; }
message Old {
  required uint32 a = 1;
  optional Size size = 2;
  /// @max 4
  repeated Size sizes = 3;
  /// @max 4
  repeated int32 packed = 4 [packed = true];
  required Size must = 5;
  optional Old inner = 6;
  required Part part = 7;
  /// @max 4
  map<int32, Flavour> named = 8;
}
message Part { optional bool on = 1; }
/// @unknown keep
message Keeper {
  optional Size size = 1;
  /// @max 4
  repeated Size sizes = 2 [packed = true];
  /// @maxlen 6
  optional string text = 3 [default = "none"];
  optional Keeper inner = 4;
}
message Extended {
  required int32 a = 1;
  extensions 100 to 199;
}
`;

/** One program of four schemas: `every.mol`, `base.mol`, `three.proto`, `two.proto`. */
export const EVERY_SHAPE: Program = readOrThrow({
  'base.mol': BASE,
  'every.mol': MOLECULE,
  'three.proto': PROTO3,
  'two.proto': PROTO2,
});

/** Texts by path as one program. */
export function readOrThrow(texts: Readonly<Record<string, string>>): Program {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const { program, diagnostics } = readProgram(files);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

/** A declaration with a codec, and what its fields mean. */
export interface Codable {
  readonly schema: Schema;
  readonly decl: TypeDecl;
  readonly lookup: Lookup;
}

/** Every declaration of a program that has a codec. */
export function codables(program: Program): readonly Codable[] {
  return program.schemas.flatMap((schema) =>
    schema.types
      .filter((decl) => decl.kind !== 'enum')
      .map((decl) => ({ schema, decl, lookup: program.lookup(schema) })),
  );
}
