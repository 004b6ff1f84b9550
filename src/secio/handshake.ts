import type { AgreementName, Crypto, EphemeralKey } from '../crypto/types.js';
import { peerIdFromPublicKey } from '../address/peer-id.js';
import { fail, wrap, type ErrorCode } from '../errors.js';
import { Exchange, Propose, PublicKey } from '../../generated/secio.js';
import { FrameAssembler } from '../wire/frame-assembler.js';
import { RecordOpener, RecordSealer } from './record.js';
import { stretchKeys } from './stretch.js';
import type { HandshakeOptions, HandshakeOutput } from './handshake-io.js';
import { chooseSuite, type Suite } from './suite.js';

/** Bytes of our own nonce; the remote's may have any length. */
export const NONCE_BYTES = 16;

const EMPTY = new Uint8Array();

// States, in the order they are passed.
const START = 0;
const AWAIT_PROPOSE = 1;
/** Our signature is being made, and the remote's Exchange may arrive meanwhile. */
const AWAIT_EXCHANGE = 2;
const AWAIT_NONCE = 3;
const ESTABLISHED = 4;
const FAILED = 5;

/**
 * tentacle's secio handshake as a state machine (`handshake/procedure.rs`). Both sides run the same steps: send
 * Propose, read Propose, send Exchange, read Exchange, send the remote's nonce as the first record, read our own.
 *
 * After `established` the same machine carries the encrypted stream: {@link receive} gives plaintext to `onPlain`.
 */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #onPlain: (plain: Uint8Array) => void;
  readonly #frames: FrameAssembler;
  readonly #emit: (output: HandshakeOutput) => void;
  #state = START;

  #ownPropose: Uint8Array = EMPTY;
  #remotePropose: Uint8Array = EMPTY;
  #remoteNonce: Uint8Array = EMPTY;
  #remotePublicKey: Uint8Array = EMPTY;
  #remotePeer = '';
  #suite: Suite | undefined;
  /** Our lists were the preferred ones: we seal with the first key. */
  #greater = false;
  #ephemeral: EphemeralKey | undefined;
  #signatureSent = false;
  #remoteExchange: Exchange | undefined;
  #sealer: RecordSealer | undefined;
  #opener: RecordOpener | undefined;
  /** Plaintext of the remote's nonce echo so far: records carry no meaning, it may come in pieces. */
  #echo: Uint8Array = EMPTY;

  constructor(
    options: HandshakeOptions,
    emit: (output: HandshakeOutput) => void,
    onPlain: (plain: Uint8Array) => void,
  ) {
    this.#options = options;
    this.#emit = emit;
    this.#onPlain = onPlain;
    this.#frames = new FrameAssembler(
      options.maxFrameBytes,
      'E_SECIO_FRAME_TOO_LARGE',
      (bytes, start, end) => this.#frame(bytes, start, end),
      true,
    );
  }

  /** Our Propose. Sent without waiting: an acceptor may stay silent until it has seen 16 bytes. */
  start(): void {
    this.#step(() => {
      const { publicKey, nonce, proposals } = this.#options;
      this.#ownPropose = Propose.encode({
        rand: nonce,
        pubkey: PublicKey.encode({ type: 'Secp256k1', value: publicKey }),
        exchanges: proposals.exchanges.join(','),
        ciphers: proposals.ciphers.join(','),
        hashes: proposals.digests.join(','),
      });
      this.#write(this.#ownPropose);
      this.#state = AWAIT_PROPOSE;
    });
  }

  /**
   * Bytes from the remote. After `failed` everything is ignored; after `established` this throws what goes wrong,
   * be it a broken record or an error of the plaintext's consumer.
   */
  receive(bytes: Uint8Array, start = 0, end = bytes.length): void {
    if (this.#state === FAILED) return;
    this.#step(() => this.#frames.receive(bytes, start, end));
  }

  /** Answers `need: 'signature'`. */
  signed(signature: Uint8Array): void {
    if (this.#state !== AWAIT_EXCHANGE || this.#signatureSent) return;
    this.#step(() => {
      this.#signatureSent = true;
      this.#write(Exchange.encode({ epubkey: this.#ephemeral!.publicKey, signature }));
      if (this.#remoteExchange !== undefined) this.#deriveKeys(this.#remoteExchange);
    });
  }

  /** The key provider failed. */
  signFailed(cause: unknown): void {
    if (this.#state !== AWAIT_EXCHANGE || this.#signatureSent) return;
    this.#step(() => {
      throw fail('E_SECIO_SIGNER', undefined, { cause });
    });
  }

  /** The transport ended. Before `established` that is a failure. */
  ended(cause?: unknown): void {
    this.#fatal('E_SECIO_EOF', cause);
  }

  /** The owner's deadline passed. */
  timedOut(): void {
    this.#fatal('E_SECIO_TIMEOUT');
  }

  #fatal(code: ErrorCode, cause?: unknown): void {
    if (this.#state === ESTABLISHED || this.#state === FAILED) return;
    this.#step(() => {
      throw fail(code, undefined, { cause });
    });
  }

  /** Runs one step and turns whatever it throws before `established` into the `failed` output. */
  #step(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      if (this.#state === ESTABLISHED) throw thrown;
      this.#state = FAILED;
      this.#frames.stop();
      this.#emit({ type: 'failed', error: wrap(thrown, 'E_SECIO_EXCHANGE') });
    }
  }

  #write(body: Uint8Array): void {
    const bytes = new Uint8Array(4 + body.length);
    new DataView(bytes.buffer).setUint32(0, body.length);
    bytes.set(body, 4);
    this.#emit({ type: 'write', bytes });
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    switch (this.#state) {
      case AWAIT_PROPOSE:
        return this.#readPropose(new Uint8Array(bytes.subarray(start, end)));
      case AWAIT_EXCHANGE:
        if (this.#remoteExchange !== undefined) throw fail('E_SECIO_EXCHANGE', 'a second Exchange');
        return this.#readExchange(new Uint8Array(bytes.subarray(start, end)));
      case AWAIT_NONCE:
        return this.#readNonce(this.#opener!.open(bytes, start, end));
      default:
        return this.#onPlain(this.#opener!.open(bytes, start, end));
    }
  }

  #readPropose(bytes: Uint8Array): void {
    const { crypto, publicKey, nonce, expectedPeer } = this.#options;
    let propose: Propose;
    let remoteKey: Uint8Array;
    try {
      propose = Propose.decode(bytes);
      // It stays for as long as the session.
      remoteKey = PublicKey.decode(propose.pubkey).value.slice();
    } catch (cause) {
      throw fail('E_SECIO_PROPOSE', undefined, { cause });
    }
    this.#remotePropose = bytes;
    this.#remoteNonce = propose.rand;
    this.#remotePublicKey = remoteKey;
    this.#remotePeer = peerIdFromPublicKey(remoteKey, crypto.sha256);
    if (compare(remoteKey, publicKey) === 0) throw fail('E_SECIO_SELF');
    if (expectedPeer !== undefined && expectedPeer !== this.#remotePeer) {
      throw fail('E_PEER_ID_MISMATCH', `expected ${expectedPeer}, answered as ${this.#remotePeer}`, {
        remote: this.#remotePeer,
      });
    }
    // handshake_context.rs::with_remote: the side with the greater digest has the preferred lists.
    const order = compare(crypto.sha256(remoteKey, nonce), crypto.sha256(publicKey, propose.rand));
    this.#greater = order > 0;
    const own = Propose.decode(this.#ownPropose);
    this.#suite = this.#greater ? chooseSuite(own, propose) : chooseSuite(propose, own);
    if (this.#suite === undefined) throw fail('E_SECIO_NO_INTERSECTION');
    if (order === 0) throw fail('E_SECIO_EQUAL_ORDER');
    this.#ephemeral = (this.#options.ephemeral ?? generateWith(crypto))(this.#suite.exchange);
    this.#state = AWAIT_EXCHANGE;
    const digest = crypto.sha256(this.#ownPropose, this.#remotePropose, this.#ephemeral.publicKey);
    this.#emit({ type: 'need', need: 'signature', digest });
  }

  #readExchange(bytes: Uint8Array): void {
    const { crypto } = this.#options;
    let exchange: Exchange;
    try {
      exchange = Exchange.decode(bytes);
    } catch (cause) {
      throw fail('E_SECIO_EXCHANGE', undefined, { cause });
    }
    const digest = crypto.sha256(this.#remotePropose, this.#ownPropose, exchange.epubkey);
    if (!crypto.secp256k1.verify(this.#remotePublicKey, digest, exchange.signature)) {
      throw fail('E_SECIO_SIGNATURE', undefined, { remote: this.#remotePeer });
    }
    this.#remoteExchange = exchange;
    if (this.#signatureSent) this.#deriveKeys(exchange);
  }

  /** Both Exchanges are through: derive the keys and answer the remote's nonce in the first record. */
  #deriveKeys(remote: Exchange): void {
    const { crypto, maxRecordBytes } = this.#options;
    const { cipher, digest } = this.#suite!;
    const secret = this.#ephemeral!.agree(remote.epubkey);
    if (secret === undefined) throw fail('E_SECIO_EPHEMERAL_KEY');
    const aead = crypto.aead(cipher);
    const { first, second } = stretchKeys(crypto, digest, secret, aead.keyBytes);
    this.#sealer = new RecordSealer(aead.sealer(this.#greater ? first : second));
    this.#opener = new RecordOpener(aead.opener(this.#greater ? second : first));
    this.#ephemeral = undefined;
    this.#frames.maxBytes = maxRecordBytes;
    this.#state = AWAIT_NONCE;
    // An empty nonce is echoed by nothing at all: an empty record would end the stream of a Rust peer.
    if (this.#remoteNonce.length > 0) {
      for (const bytes of this.#sealer.seal([this.#remoteNonce])) this.#emit({ type: 'write', bytes });
    }
  }

  /** The echo of our nonce, and behind it possibly the first application bytes. */
  #readNonce(plain: Uint8Array): void {
    const { nonce } = this.#options;
    const echo = new Uint8Array(this.#echo.length + plain.length);
    echo.set(this.#echo);
    echo.set(plain, this.#echo.length);
    this.#echo = echo;
    if (echo.length < nonce.length) return;
    if (compare(echo.subarray(0, nonce.length), nonce) !== 0) throw fail('E_SECIO_NONCE');
    this.#state = ESTABLISHED;
    // An idle session keeps only its keys.
    this.#ownPropose = this.#remotePropose = this.#remoteNonce = this.#echo = EMPTY;
    this.#remoteExchange = undefined;
    this.#emit({
      type: 'established',
      channel: {
        suite: this.#suite!,
        preferred: this.#greater ? 'ours' : 'theirs',
        remotePublicKey: this.#remotePublicKey,
        remotePeer: this.#remotePeer,
        sealer: this.#sealer!,
      },
    });
    if (echo.length > nonce.length) this.#onPlain(echo.subarray(nonce.length));
  }
}

/** Bytewise comparison, as of equal-length digests; a shorter prefix sorts first. */
function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function generateWith(crypto: Crypto): (name: AgreementName) => EphemeralKey {
  return (name) => crypto.agreement(name).generate();
}
