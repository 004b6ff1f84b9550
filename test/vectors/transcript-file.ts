import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACK,
  DATA,
  FIN,
  GO_AWAY,
  PING,
  RST,
  SYN,
  WINDOW_UPDATE,
  type FrameType,
} from '../../src/yamux/frame.js';
import { Field } from './json-fields.js';
import {
  otherSide,
  type FirstFrame,
  type Keys,
  type Negotiated,
  type Party,
  type RecordedFrame,
  type RecordedProtocol,
  type Side,
  type Transcript,
} from './transcript.js';

/** What a file of a transcripts folder holds. */
export type Recording =
  | { readonly type: 'session'; readonly transcript: Transcript }
  | { readonly type: 'first-frame'; readonly frame: FirstFrame };

const TYPES: Readonly<Record<string, FrameType>> = {
  Data: DATA,
  WindowUpdate: WINDOW_UPDATE,
  Ping: PING,
  GoAway: GO_AWAY,
};
const FLAGS: Readonly<Record<string, number>> = { '-': 0, SYN, ACK, FIN, RST };
/** Names that recorders give to themselves in `dialer`. */
const OURSELVES = ['us', 'we'];

/** The `.json` files of `folder`, sorted. */
export function transcriptFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
}

/** Reads one file. Fields that the replay does not use are passed over; what it uses must be well formed. */
export function readRecording(folder: string, file: string): Recording {
  const root = new Field(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
  return root.at('propose').present
    ? { type: 'first-frame', frame: firstFrame(root) }
    : { type: 'session', transcript: transcript(root) };
}

function firstFrame(root: Field): FirstFrame {
  const propose = root.at('propose');
  return {
    bytes: root.at('hex').bytes(),
    nonce: propose.at('rand').bytes(),
    publicKey: propose.at('pubkey_secp256k1_compressed').bytes(),
    secret: root.at('secp256k1_secret').bytes(),
    peer: root.at('peer_id').text(),
    lists: {
      exchanges: propose.at('exchanges').text(),
      ciphers: propose.at('ciphers').text(),
      hashes: propose.at('hashes').text(),
    },
  };
}

function transcript(root: Field): Transcript {
  const dialer: Side = OURSELVES.includes(root.at('dialer').maybe((field) => field.text()) ?? '')
    ? 'local'
    : 'remote';
  return {
    dialer,
    parties: { local: party(root, 'local'), remote: party(root, 'remote') },
    negotiated: root.at('negotiated').maybe(negotiated),
    keys: root.at('keys').maybe(keys),
    wire: root.at('wire').each((piece) => ({ from: sender(piece), bytes: piece.at('hex').bytes() })),
    records: root.at('secio_frames').each((record) => ({
      from: sender(record),
      nonce: record.at('nonce').bytes(),
      sealed: record.at('ciphertext_and_tag').bytes(),
      plain: record.at('plaintext').bytes(),
    })),
    frames: root.at('yamux_frames').each(frame),
    protocols: root.at('protocols').each((field) => protocol(field, dialer)),
    messages: root.at('messages').each((message) => ({
      from: sender(message),
      protocol: message.at('proto').text(),
      compressFlag: message.at('compress_flag').maybe((flag) => flag.number()),
      bytes: message.at('hex').bytes(),
    })),
    tampering: root.at('config').maybe(tampering) ?? [],
  };
}

function tampering(config: Field): string[] {
  const known = ['badNonce', 'badSignature', 'silentAfterPropose'];
  return config.at('tamper').maybe((tamper) => known.filter((name) => tamper.at(name).present)) ?? [];
}

/** `in` is what the recording program received. */
function sender(field: Field): Side {
  return field.at('dir').oneOf(['in', 'out']) === 'in' ? 'remote' : 'local';
}

function party(root: Field, side: Side): Party {
  const field = root.at(side);
  const bytes = (name: string): Uint8Array | undefined => field.at(name).maybe((digits) => digits.bytes());
  return {
    secret: bytes('secp256k1_secret'),
    publicKey: bytes('secp256k1_public'),
    peer: field.at('peer_id').maybe((text) => text.text()),
    nonce: bytes('nonce'),
    lists: field.at('exchanges').maybe((exchanges) => ({
      exchanges: exchanges.text(),
      ciphers: field.at('ciphers').text(),
      hashes: field.at('hashes').text(),
    })),
    ephemeralSecret: bytes('ephemeral_secret'),
    ephemeralPublic: bytes('ephemeral_public'),
    signedDigest: root
      .at('handshake')
      .maybe((handshake) => handshake.at(`${side}_signed_digest`).maybe((digits) => digits.bytes())),
  };
}

function negotiated(field: Field): Negotiated {
  const name = (list: string): string | undefined => field.at(list).maybe((text) => text.text());
  return {
    exchange: name('exchange'),
    cipher: name('cipher'),
    hash: name('hash'),
    greater: field.at('local_ordering').oneOf(['Greater', 'Less']) === 'Greater' ? 'local' : 'remote',
  };
}

function keys(field: Field): Keys {
  return {
    shared: field.at('shared_secret').bytes(),
    stretched: field.at('stretched').bytes(),
    sealing: {
      local: field.at('local_to_remote').at('key').bytes(),
      remote: field.at('remote_to_local').at('key').bytes(),
    },
  };
}

function frame(field: Field): RecordedFrame {
  const type = field.at('type').oneOf(Object.keys(TYPES));
  return {
    from: sender(field),
    type: TYPES[type]!,
    flags: flags(field.at('flags')),
    stream: field.at('stream').number(),
    length: field.at('length').number(),
    body: field.at('body').bytes(),
  };
}

/** Names joined by `|`, or `-` for none. */
function flags(field: Field): number {
  return field
    .text()
    .split('|')
    .map((name) => FLAGS[name])
    .reduce<number>((bits, flag) => {
      if (flag === undefined) throw field.fault('names of flags');
      return bits | flag;
    }, 0);
}

/** The dialer's streams have odd numbers, so the number says who opened it. */
function protocol(field: Field, dialer: Side): RecordedProtocol {
  const stream = field.at('stream').number();
  const byDialer = stream % 2 === 1;
  return {
    openedBy: byDialer ? dialer : otherSide(dialer),
    stream,
    name: field.at('name').text(),
    offered: field.at('offered_versions').each((version) => version.text()),
    chosen: field
      .at('chosen')
      .each((version) => version.text())
      .at(-1),
    request: field.at('request').bytes(),
    reply: field.at('reply').maybe((reply) => reply.bytes()),
  };
}
