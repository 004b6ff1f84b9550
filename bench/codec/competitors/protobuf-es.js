/** @bufbuild/protobuf with messages made beforehand: `create` is not in the figure of `toBinary`. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { HostileSchema } from '../dist/protobuf-es/hostile.js';
import { IdentifySchema } from '../dist/protobuf-es/identify.js';
import { NetworkMessageSchema } from '../dist/protobuf-es/transmitter.js';

const subjectOf = (schema, value, plain) => ({
  value: create(schema, value),
  encode: (message) => toBinary(schema, message),
  decode: (bytes) => fromBinary(schema, bytes),
  plain,
});

const withHeaders = (value) => ({ ...value, headers: Object.fromEntries(value.headers) });
const withMap = ({ headers, url, content }) => ({ headers: new Map(Object.entries(headers)), url, content });
const withoutName = ({ $typeName: _name, ...fields }) => fields;

export const candidate = {
  async subject(message, value) {
    if (message === 'identify') return subjectOf(IdentifySchema, value, withoutName);
    if (message.startsWith('net')) return subjectOf(NetworkMessageSchema, withHeaders(value), withMap);
    return undefined;
  },
};

export const decodeHostile = (bytes) => fromBinary(HostileSchema, bytes);
