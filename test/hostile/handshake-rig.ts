import assert from 'node:assert/strict';
import { Exchange, Propose, PublicKey } from '../../generated/secio.js';
import { peerIdFromPublicKey } from '../../src/address/peer-id.js';
import type { AgreementName, EphemeralKey } from '../../src/crypto/types.js';
import type { TentacleError } from '../../src/errors.js';
import { nodeCrypto as crypto, type ErrorCode } from '../../src/node.js';
import { Handshake } from '../../src/secio/handshake.js';
import type { HandshakeOptions, SecureChannel } from '../../src/secio/handshake-io.js';
import { RecordSealer } from '../../src/secio/record.js';
import { stretchKeys } from '../../src/secio/stretch.js';
import type { Proposals } from '../../src/secio/suite.js';
import { seededBytes } from '../crypto/seeded.js';
import { concat, prefixed } from './raw-yamux.js';

/** One suite: the cheapest agreement, so that thousands of handshakes are affordable. */
export const ONE_SUITE: Proposals = { exchanges: ['X25519'], ciphers: ['AES-128-GCM'], digests: ['SHA256'] };

/** Everything random or secret of one participant, drawn from a seed. */
export class Identity {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peer: string;
  readonly nonce: Uint8Array;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.secret = seededBytes(seed, 32);
    this.publicKey = crypto.secp256k1.publicKey(this.secret);
    this.peer = peerIdFromPublicKey(this.publicKey, crypto.sha256);
    this.nonce = seededBytes(seed + 1, 16);
  }

  ephemeral(name: AgreementName): EphemeralKey {
    return crypto.agreement(name).fromSecret(seededBytes(this.#seed + 2, name === 'P-384' ? 48 : 32));
  }

  sign(digest: Uint8Array): Uint8Array {
    return crypto.secp256k1.sign(digest, this.secret);
  }
}

export const ALICE = new Identity(100);
export const BOB = new Identity(200);

/** Our side: a handshake machine with everything that it put out. */
export class Victim {
  readonly machine: Handshake;
  readonly written: Uint8Array[] = [];
  readonly failures: TentacleError[] = [];
  readonly plain: Uint8Array[] = [];
  channel: SecureChannel | undefined;
  /** Digests that were to be signed. */
  readonly digests: Uint8Array[] = [];

  constructor(identity: Identity, options: Partial<HandshakeOptions> = {}, signAtOnce = true) {
    this.machine = new Handshake(
      {
        crypto,
        publicKey: identity.publicKey,
        nonce: identity.nonce,
        proposals: ONE_SUITE,
        maxFrameBytes: 64 * 1024,
        maxRecordBytes: 1024 * 1024,
        ephemeral: (name) => identity.ephemeral(name),
        ...options,
      },
      (output) => {
        if (output.type === 'write') this.written.push(output.bytes);
        else if (output.type === 'failed') this.failures.push(output.error);
        else if (output.type === 'established') this.channel = output.channel;
        else {
          this.digests.push(output.digest);
          if (signAtOnce) this.machine.signed(identity.sign(output.digest));
        }
      },
      (plain) => this.plain.push(plain),
    );
    this.machine.start();
  }

  get established(): boolean {
    return this.channel !== undefined;
  }

  /** The code of the only failure. */
  get code(): string | undefined {
    return this.failures.length > 1 ? 'more than one failure' : this.failures[0]?.code;
  }

  /** The body of the Propose that was sent. */
  get propose(): Uint8Array {
    return this.written[0]!.subarray(4);
  }
}

/** What {@link Forger} does differently from an honest peer. */
export interface Forgery {
  readonly proposals?: { readonly exchanges?: string; readonly ciphers?: string; readonly hashes?: string };
  /** The static key that Propose names. */
  readonly publicKey?: Uint8Array;
  readonly nonce?: Uint8Array;
}

/** The remote side by hand: every step of an honest handshake, each of which a test may replace. */
export class Forger {
  readonly propose: Uint8Array;
  readonly #victim: Victim;
  readonly #identity: Identity;
  readonly #agreement: AgreementName;
  #sealer: RecordSealer | undefined;

  constructor(victim: Victim, identity: Identity, forgery: Forgery = {}) {
    this.#victim = victim;
    this.#identity = identity;
    this.#agreement = (forgery.proposals?.exchanges as AgreementName | undefined) ?? 'X25519';
    this.propose = Propose.encode({
      rand: forgery.nonce ?? identity.nonce,
      pubkey: PublicKey.encode({ type: 'Secp256k1', value: forgery.publicKey ?? identity.publicKey }),
      exchanges: ONE_SUITE.exchanges.join(','),
      ciphers: ONE_SUITE.ciphers.join(','),
      hashes: ONE_SUITE.digests.join(','),
      ...forgery.proposals,
    });
  }

  sendPropose(): this {
    this.#victim.machine.receive(prefixed(this.propose));
    return this;
  }

  /** What an honest peer signs: its own Propose, the other's, its ephemeral key. */
  digest(epubkey: Uint8Array = this.epubkey): Uint8Array {
    return crypto.sha256(this.propose, this.#victim.propose, epubkey);
  }

  sendExchange(change: Partial<Exchange> = {}): this {
    const epubkey = change.epubkey ?? this.epubkey;
    const signature = change.signature ?? this.#identity.sign(this.digest(epubkey));
    this.#victim.machine.receive(prefixed(Exchange.encode({ epubkey, signature })));
    return this;
  }

  /** The next record, as bytes on the wire. */
  seal(plain: Uint8Array): Uint8Array {
    this.#sealer ??= this.#deriveSealer();
    return concat(this.#sealer.seal([plain]));
  }

  sendRecord(plain: Uint8Array): this {
    this.#victim.machine.receive(this.seal(plain));
    return this;
  }

  /** The victim's own nonce back, as it should be. */
  sendNonce(): this {
    return this.sendRecord(Propose.decode(this.#victim.propose).rand);
  }

  get epubkey(): Uint8Array {
    return this.#ephemeral.publicKey;
  }

  get #ephemeral(): EphemeralKey {
    return this.#identity.ephemeral(this.#agreement);
  }

  #deriveSealer(): RecordSealer {
    const theirs = Propose.decode(this.#victim.propose);
    const own = Propose.decode(this.propose);
    const theirKey = PublicKey.decode(theirs.pubkey).value;
    const greater =
      Buffer.compare(
        crypto.sha256(theirKey, own.rand),
        crypto.sha256(PublicKey.decode(own.pubkey).value, theirs.rand),
      ) > 0;
    const { epubkey } = Exchange.decode(this.#victim.written[1]!.subarray(4));
    const secret = this.#ephemeral.agree(epubkey)!;
    const aead = crypto.aead('AES-128-GCM');
    const { first, second } = stretchKeys(crypto, 'SHA256', secret, aead.keyBytes);
    return new RecordSealer(aead.sealer(greater ? first : second));
  }
}

/** All bytes that `identity` receives in an honest handshake with `remote`, and `application` behind it. */
export function honestTranscript(
  identity: Identity,
  remote: Identity,
  application: Uint8Array,
): Uint8Array[] {
  const victim = new Victim(identity);
  const other = new Victim(remote);
  other.machine.receive(concat(victim.written));
  victim.machine.receive(concat(other.written));
  other.machine.receive(concat(victim.written.slice(1)));
  const record = other.channel!.sealer.seal([application]);
  return [...other.written, concat(record)];
}

/** A victim and a forger that have not spoken yet. */
export function fresh(forgery?: Forgery, options?: Partial<HandshakeOptions>): [Victim, Forger] {
  const victim = new Victim(ALICE, options);
  return [victim, new Forger(victim, BOB, forgery)];
}

/** The handshake ended once, with `code`, and not in a session. */
export function assertFailed(victim: Victim, code: ErrorCode): void {
  assert.equal(victim.code, code);
  assert.equal(victim.failures[0]!.stage, 'secio');
  assert.equal(victim.channel, undefined);
}
