import { Propose, PublicKey } from '../../generated/secio.js';
import { peerIdFromPublicKey } from '../../src/address/peer-id.js';
import type { Crypto } from '../../src/crypto/types.js';
import { Handshake } from '../../src/secio/handshake.js';
import { FrameAssembler } from '../../src/wire/frame-assembler.js';
import type { Feed } from './feed.js';
import { proposals } from './replay-handshake.js';
import { same, sameBytes } from './same.js';
import { joined, type FirstFrame } from './transcript.js';

const MAX_BYTES = 1024;

/** The recorded frame reads as its description says, and is written as the same bytes again. */
export function replayFirstFrame(frame: FirstFrame, crypto: Crypto, feed: Feed): void {
  const bodies: Uint8Array[] = [];
  const assembler = new FrameAssembler(MAX_BYTES, 'E_SECIO_FRAME_TOO_LARGE', (bytes, start, end) => {
    bodies.push(bytes.slice(start, end));
  });
  for (const chunk of feed.cut(frame.bytes)) assembler.receive(chunk, 0, chunk.length);
  same('number of frames', bodies.length, 1);
  same('unfinished frame', assembler.partial, false);

  const propose = Propose.decode(bodies[0]!);
  const { exchanges, ciphers, hashes } = propose;
  same('lists', { exchanges, ciphers, hashes }, frame.lists);
  sameBytes('nonce', propose.rand, frame.nonce);
  const publicKey = PublicKey.decode(propose.pubkey).value;
  sameBytes('public key', publicKey, frame.publicKey);
  same('peer id', peerIdFromPublicKey(publicKey, crypto.sha256), frame.peer);
  sameBytes('body written again', Propose.encode(propose), bodies[0]!);
}

/** A handshake of ours with the recorded secrets starts with the same bytes. */
export function replayFirstWrite(frame: FirstFrame, crypto: Crypto): void {
  const written: Uint8Array[] = [];
  const handshake = new Handshake(
    {
      crypto,
      publicKey: crypto.secp256k1.publicKey(frame.secret),
      nonce: frame.nonce,
      proposals: proposals(frame.lists),
      maxFrameBytes: MAX_BYTES,
      maxRecordBytes: MAX_BYTES,
    },
    (output) => {
      if (output.type === 'write') written.push(output.bytes);
    },
    () => {},
  );
  handshake.start();
  sameBytes('first write', joined(written), frame.bytes);
}
