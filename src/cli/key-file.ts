import { open, readFile, stat } from 'node:fs/promises';
import { keyFromHex, keyToHex } from '../crypto/keys.js';
import { EXIT } from './exit-codes.js';
import { Failure } from './failure.js';
import type { Output } from './output.js';

/** Readable and writable by the owner alone. */
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** Writes a secret key: 64 hex digits and a newline. Never touches a file that is there already. */
export async function writeKeyFile(path: string, secret: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(`${keyToHex(secret)}\n`);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw fileFailure(path, thrown);
  }
}

/** Reads a secret key. Says so when others on this machine can read it too. */
export async function readKeyFile(path: string, output: Output): Promise<Uint8Array> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      output.notice(`warning: others can read ${path}; chmod 600 it`);
    }
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    throw fileFailure(path, thrown);
  }
  return keyFromHex(text.trim());
}

function fileFailure(path: string, thrown: unknown): Failure {
  const { code = 'E_FILE', message } = thrown as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return new Failure(
      code,
      `${path} exists and is not overwritten`,
      EXIT.local,
      'remove it yourself if it is not needed',
    );
  }
  const hint = code === 'ENOENT' ? '`tentacle keygen --out FILE` makes a key' : undefined;
  return new Failure(code, message, EXIT.local, hint, thrown);
}
