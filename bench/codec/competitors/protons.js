/** The output of protons with protons-runtime. */
import { Identify } from '../dist/protons/identify.js';
import { NetworkMessage } from '../dist/protons/transmitter.js';

const subjectOf = (type, value) => ({
  value,
  encode: (message) => type.encode(message),
  decode: (bytes) => type.decode(bytes),
});

export const candidate = {
  async subject(message, value) {
    if (message === 'identify') return subjectOf(Identify, value);
    if (message.startsWith('net')) return subjectOf(NetworkMessage, value);
    return undefined;
  },
};
