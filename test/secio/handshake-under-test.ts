import { nodeCrypto } from '../../src/crypto/node.js';
import { Handshake } from '../../src/secio/handshake.js';
import type { HandshakeOptions, SecureChannel } from '../../src/secio/handshake-io.js';
import { seededBytes } from '../crypto/seeded.js';

export const OUR_SECRET = seededBytes(1, 32);
export const OUR_NONCE = seededBytes(2, 16);

/** A handshake of ours with everything it asks for written down in order. */
export class HandshakeUnderTest {
  readonly machine: Handshake;
  /** `write`, `need signature`, `established`, `failed E_…`, `plain …`. */
  readonly events: string[] = [];
  readonly written: Uint8Array[] = [];
  digest: Uint8Array | undefined;
  channel: SecureChannel | undefined;

  constructor(options: Partial<HandshakeOptions> = {}) {
    this.machine = new Handshake(
      {
        crypto: nodeCrypto,
        publicKey: nodeCrypto.secp256k1.publicKey(OUR_SECRET),
        nonce: OUR_NONCE,
        proposals: { exchanges: ['X25519'], ciphers: ['CHACHA20_POLY1305'], digests: ['SHA256'] },
        maxFrameBytes: 1024,
        maxRecordBytes: 2048,
        ...options,
      },
      (output) => {
        switch (output.type) {
          case 'write':
            this.written.push(output.bytes);
            return this.events.push('write');
          case 'need':
            this.digest = output.digest;
            return this.events.push(`need ${output.need}`);
          case 'established':
            this.channel = output.channel;
            return this.events.push('established');
          case 'failed':
            return this.events.push(`failed ${output.error.code}`);
        }
      },
      (plain) => this.events.push(`plain ${Buffer.from(plain).toString()}`),
    );
  }

  /** The last event. */
  get last(): string | undefined {
    return this.events.at(-1);
  }

  receive(bytes: Uint8Array): void {
    this.machine.receive(bytes);
  }

  /** Signs as asked. */
  sign(): void {
    this.machine.signed(nodeCrypto.secp256k1.sign(this.digest!, OUR_SECRET));
  }
}
