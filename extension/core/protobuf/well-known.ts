import { parseProto } from './parse.ts';
import type { ProtoFile } from './proto-file.ts';

const wrappers = {
  Double: 'double',
  Float: 'float',
  Int64: 'int64',
  UInt64: 'uint64',
  Int32: 'int32',
  UInt32: 'uint32',
  Bool: 'bool',
  String: 'string',
  Bytes: 'bytes',
};

const declarations: Readonly<Record<string, string>> = {
  'google/protobuf/any.proto': 'message Any { string type_url = 1; bytes value = 2; }',
  'google/protobuf/duration.proto': 'message Duration { int64 seconds = 1; int32 nanos = 2; }',
  'google/protobuf/empty.proto': 'message Empty {}',
  'google/protobuf/field_mask.proto': 'message FieldMask { repeated string paths = 1; }',
  'google/protobuf/struct.proto': `
    message Struct { map<string, Value> fields = 1; }
    message Value {
      NullValue null_value = 1; double number_value = 2; string string_value = 3;
      bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6;
    }
    message ListValue { repeated Value values = 1; }
    enum NullValue { NULL_VALUE = 0; }`,
  'google/protobuf/timestamp.proto': 'message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
  'google/protobuf/wrappers.proto': Object.entries(wrappers)
    .map(([name, type]) => `message ${name}Value { ${type} value = 1; }`)
    .join('\n'),
};

/** Types that come with every compiler of Protocol Buffers and seldom lie in a workspace. */
export const wellKnown: readonly (readonly [path: string, file: ProtoFile])[] = Object.entries(
  declarations,
).map(([path, text]) => [path, parseProto(`package google.protobuf;\n${text}`)]);
