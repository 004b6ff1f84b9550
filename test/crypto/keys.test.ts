import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { TentacleError } from '../../src/errors.js';
import { generateKey, keyFromHex, keyToHex, localKey } from '../../src/crypto/keys.js';
import { nobleCrypto } from '../../src/crypto/noble.js';
import { nodeCrypto } from '../../src/crypto/node.js';
import { bytes, hex } from './hex.js';

const SECRET_HEX = 'c0ffee'.padEnd(64, '5a');
const ORDER_HEX = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';

describe('secret keys', () => {
  it('are drawn as valid scalars, another each time', () => {
    for (const { random, secp256k1 } of [nodeCrypto, nobleCrypto]) {
      const one = generateKey(random);
      assert.ok(secp256k1.isSecret(one));
      assert.notEqual(hex(one), hex(generateKey(random)));
    }
  });

  it('are drawn again after a scalar out of range, but not for ever', () => {
    const draws = [new Uint8Array(32), bytes(SECRET_HEX)];
    const drawn = generateKey((target) => {
      target.set(draws.shift() ?? target);
      return target;
    });
    assert.equal(hex(drawn), SECRET_HEX);
    assert.throws(() => generateKey((target) => target.fill(0xff)), { code: 'E_KEY_INVALID' });
  });

  it('go through hex and back, upper case included', () => {
    assert.equal(keyToHex(keyFromHex(SECRET_HEX)), SECRET_HEX);
    assert.equal(keyToHex(keyFromHex(SECRET_HEX.toUpperCase())), SECRET_HEX);
  });

  it('are refused with E_KEY_INVALID if no 64 hex digits or no valid scalar, and never quoted', () => {
    for (const text of [
      '',
      SECRET_HEX.slice(1),
      `${SECRET_HEX}0`,
      `0x${SECRET_HEX.slice(2)}`,
      `${SECRET_HEX}\n`,
      SECRET_HEX.replace('c', 'g'),
      '0'.repeat(64),
      ORDER_HEX,
    ]) {
      assert.throws(
        () => keyFromHex(text),
        (thrown) =>
          thrown instanceof TentacleError &&
          thrown.code === 'E_KEY_INVALID' &&
          (text.length < 60 || !inspect(thrown).includes(text.slice(2, 40))),
        text,
      );
    }
  });
});

describe('a local key', () => {
  const key = localKey(bytes(SECRET_HEX), nodeCrypto.secp256k1);

  it('signs digests that its public key verifies', async () => {
    const digest = nodeCrypto.sha256(bytes('00'));
    assert.ok(nodeCrypto.secp256k1.verify(key.publicKey, digest, await key.sign(digest)));
  });

  it('shows its public key and never its secret', () => {
    const secret = bytes(SECRET_HEX);
    const shown = [
      (key as object as { toString(): string }).toString(),
      JSON.stringify(key),
      inspect(key, { depth: null, showHidden: true, getters: true }),
      inspect({ ...key }),
      JSON.stringify({ ...key }),
      Reflect.ownKeys(key).join(),
      `${Object.values(key).join()}`,
    ].join('\n');
    for (const form of [
      SECRET_HEX,
      Buffer.from(secret).toString('base64'),
      secret.subarray(0, 8).join(),
      secret.subarray(0, 8).join(', '),
    ]) {
      assert.ok(!shown.toLowerCase().includes(form.toLowerCase()), form);
    }
    assert.ok(shown.includes(hex(key.publicKey)));
  });

  it('keeps a copy of the secret, so the caller may wipe its own', async () => {
    const secret = bytes(SECRET_HEX);
    const provider = localKey(secret, nodeCrypto.secp256k1);
    secret.fill(0);
    const digest = new Uint8Array(32).fill(7);
    assert.equal(hex(await provider.sign(digest)), hex(await key.sign(digest)));
  });

  it('cannot be made of an invalid secret', () => {
    assert.throws(() => localKey(new Uint8Array(32), nodeCrypto.secp256k1), { code: 'E_KEY_INVALID' });
    assert.throws(() => localKey(bytes('01'), nobleCrypto.secp256k1), { code: 'E_KEY_INVALID' });
  });
});
