import type { Command } from 'commander';
import { peerIdFromPublicKey } from '../address/peer-id.js';
import { keyToHex, localKey } from '../crypto/keys.js';
import { generateKey, nodeCrypto } from '../node.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { Failure } from './failure.js';
import { writeKeyFile } from './key-file.js';
import type { Output, Run } from './output.js';

interface KeygenOptions {
  readonly out?: string;
}

/** `tentacle keygen`: draws a secret key. */
export function addKeygen(program: Command, run: Run): void {
  program
    .command('keygen')
    .description('make a secret key; prints its peer id, never the key')
    .option('--out <file>', 'file to write, readable by you alone; it must not exist')
    .option('--json', 'print JSON', false)
    .action((options: KeygenOptions) => run((output) => keygen(output, options)));
}

async function keygen(output: Output, { out }: KeygenOptions): Promise<ExitCode> {
  if (out === undefined) {
    const why = '--out FILE is needed: a secret key is not printed, where scrollback or a log would keep it';
    throw new Failure('E_INVALID_OPTION', why, EXIT.usage);
  }
  const secret = generateKey();
  await writeKeyFile(out, secret);
  const { publicKey } = localKey(secret, nodeCrypto.secp256k1);
  secret.fill(0);
  const peer = peerIdFromPublicKey(publicKey, nodeCrypto.sha256);
  output.event('keygen', { file: out, peer, publicKey: keyToHex(publicKey) }, `${peer}  ${out}`);
  return EXIT.ok;
}
