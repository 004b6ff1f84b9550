import { nodeCrypto } from '../../src/crypto/node.js';
import type { EphemeralKey } from '../../src/crypto/types.js';
import { Exchange, Propose } from '../../generated/secio.js';
import { RecordSealer } from '../../src/secio/record.js';
import { stretchKeys } from '../../src/secio/stretch.js';
import { seededBytes } from '../crypto/seeded.js';
import { table, vector } from '../vectors/molecule-table.js';

/** What a {@link ScriptedPeer} does otherwise than a good one. */
export interface Script {
  readonly secret?: Uint8Array;
  /** Its static key as it stands in its Propose. */
  readonly publicKey?: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly exchanges?: string;
  readonly ciphers?: string;
  readonly hashes?: string;
  /** More fields behind the five of Propose. */
  readonly moreFields?: readonly Uint8Array[];
}

const crypto = nodeCrypto;

/**
 * The other end of a handshake, played step by step by a test and able to break every rule. Its suite is X25519,
 * CHACHA20_POLY1305, SHA256.
 */
export class ScriptedPeer {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly nonce: Uint8Array;
  /** Its Propose without length prefix. */
  readonly propose: Uint8Array;
  readonly #ephemeral: EphemeralKey = crypto.agreement('X25519').fromSecret(seededBytes(12, 32));
  #remotePropose: Uint8Array = new Uint8Array();
  #sealer: RecordSealer | undefined;

  constructor(script: Script = {}) {
    this.secret = script.secret ?? seededBytes(11, 32);
    this.publicKey = script.publicKey ?? crypto.secp256k1.publicKey(this.secret);
    this.nonce = script.nonce ?? seededBytes(10, 16);
    this.propose = table(
      vector(this.nonce),
      vector(Buffer.concat([new Uint8Array(4), vector(this.publicKey)])),
      vector(script.exchanges ?? 'X25519'),
      vector(script.ciphers ?? 'CHACHA20_POLY1305'),
      vector(script.hashes ?? 'SHA256'),
      ...(script.moreFields ?? []),
    );
  }

  /** Its Exchange in answer to the Propose frame `remote`; parts of it may be replaced. */
  exchange(
    remote: Uint8Array,
    wrong: { epubkey?: Uint8Array; signature?: (good: Uint8Array) => Uint8Array } = {},
  ): Uint8Array {
    this.#remotePropose = remote.subarray(4);
    const epubkey = wrong.epubkey ?? this.#ephemeral.publicKey;
    const digest = crypto.sha256(this.propose, this.#remotePropose, epubkey);
    const good = crypto.secp256k1.sign(digest, this.secret);
    return Exchange.encode({ epubkey, signature: wrong.signature?.(good) ?? good });
  }

  /** Takes the Exchange frame of the remote: from now on it can {@link seal}. */
  takeExchange(remote: Uint8Array): void {
    const shared = this.#ephemeral.agree(Exchange.decode(remote.subarray(4)).epubkey)!;
    const { rand, pubkey } = Propose.decode(this.#remotePropose);
    // The inner key of the union, behind id and length.
    const remoteKey = pubkey.subarray(8);
    const greater =
      Buffer.compare(crypto.sha256(remoteKey, this.nonce), crypto.sha256(this.publicKey, rand)) > 0;
    const aead = crypto.aead('CHACHA20_POLY1305');
    const { first, second } = stretchKeys(crypto, 'SHA256', shared, aead.keyBytes);
    this.#sealer = new RecordSealer(aead.sealer(greater ? first : second));
  }

  /** One record with its length prefix. */
  seal(plain: Uint8Array): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#sealer!.seal([plain])));
  }
}

/** `body` behind its length as `u32` big-endian. */
export function framed(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  return frame;
}
