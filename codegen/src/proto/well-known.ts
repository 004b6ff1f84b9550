/**
 * The files under `google/protobuf/` that schemas import most, with the fields that everybody agrees on and the
 * limits that a message from the network needs.
 */
const FILES: Readonly<Record<string, string>> = {
  any: `
/// A message of any type, encoded.
message Any {
  /// Names the type of the message: what stands behind the last slash is its full name.
  /// @maxlen 256
  string type_url = 1;
  /// @maxlen 1MiB
  bytes value = 2;
}`,
  duration: `
/// A span of time. Both fields have the same sign.
message Duration {
  int64 seconds = 1;
  /// From -999,999,999 to 999,999,999.
  int32 nanos = 2;
}`,
  empty: `
/// Nothing to say.
message Empty {}`,
  field_mask: `
/// Some of the fields of a message.
message FieldMask {
  /// Names of fields in lower snake case, those of inner messages behind a dot.
  /// @max 256 @maxlen 256
  repeated string paths = 1;
}`,
  struct: `
/// A value of JSON: an object.
message Struct {
  /// @max 1024 @maxkey 256
  map<string, Value> fields = 1;
}
/// A value of JSON.
message Value {
  oneof kind {
    NullValue null_value = 1;
    double number_value = 2;
    /// @maxlen 64KiB
    string string_value = 3;
    bool bool_value = 4;
    Struct struct_value = 5;
    ListValue list_value = 6;
  }
}
/// The only value of its type.
enum NullValue {
  NULL_VALUE = 0;
}
/// A value of JSON: an array.
message ListValue {
  /// @max 4096
  repeated Value values = 1;
}`,
  timestamp: `
/// A point in time, without a time zone.
message Timestamp {
  /// Seconds since 1970-01-01T00:00:00Z, negative before.
  int64 seconds = 1;
  /// From 0 to 999,999,999, counted forward also before 1970.
  int32 nanos = 2;
}`,
  wrappers: ['double', 'float', 'int64', 'uint64', 'int32', 'uint32', 'bool', 'string', 'bytes']
    .map((type) => {
      const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}Value`.replace(/^Uint/, 'UInt');
      const limit = type === 'string' ? '/// @maxlen 64KiB\n' : type === 'bytes' ? '/// @maxlen 1MiB\n' : '';
      return `/// A ${type} that may be absent.\nmessage ${name} {\n${limit}${type} value = 1;\n}`;
    })
    .join('\n'),
};

/** Whose `extend` declares custom options. */
const OPTIONS = 'File Message Field Oneof Enum EnumValue ExtensionRange Service Method'.split(' ');

/** Path of the file that only serves to declare custom options. */
export const DESCRIPTOR = 'google/protobuf/descriptor.proto';

/** The text of `google/protobuf/*.proto`, if the compiler has it. */
export function wellKnownText(path: string): string | undefined {
  if (path === DESCRIPTOR) {
    const messages = OPTIONS.map((name) => `message ${name}Options { extensions 1000 to max; }`);
    return ['syntax = "proto2";', 'package google.protobuf;', ...messages].join('\n');
  }
  const name = /^google\/protobuf\/(\w+)\.proto$/.exec(path)?.[1];
  if (name === undefined || !Object.hasOwn(FILES, name)) return undefined;
  return `syntax = "proto3";\npackage google.protobuf;\n${FILES[name]!}\n`;
}
