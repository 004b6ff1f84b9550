import assert from 'node:assert/strict';
import type { AgreementName, CipherName, DigestName } from '../../src/crypto/types.js';
import { needs, pattern, rustPeer, sha256, type RustPeer } from './harness/index.js';
import { OurNode } from './our-node.js';

const EXCHANGES: readonly AgreementName[] = ['P-256', 'P-384', 'X25519'];
const CIPHERS: readonly CipherName[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20_POLY1305'];
const DIGESTS: readonly DigestName[] = ['SHA256', 'SHA512'];
const ECHO = '/test/echo';
const KEY = '42'.repeat(32);
/** Both orders are equally likely: missing one of them this often has odds of one in a billion. */
const MAX_TRIES = 30;

describe('native Rust tentacle, every suite', function () {
  this.timeout(240_000);
  let rust: RustPeer;

  before(needs('rust'));

  before(async () => {
    rust = await rustPeer({ key: KEY, protocols: [{ name: ECHO, behaviour: 'echo' }] });
    console.log(`      with ${JSON.stringify(rust.versions)}`);
  });

  after(() => rust?.stop());

  for (const transport of ['tcp', 'ws'] as const) {
    const listen = `/ip4/127.0.0.1/tcp/0${transport === 'ws' ? '/ws' : ''}`;
    let rustAddress: string;

    describe(`over ${transport}`, () => {
      before(async () => (rustAddress = await rust.listen(listen)));

      for (const exchange of EXCHANGES) {
        for (const cipher of CIPHERS) {
          for (const digest of DIGESTS) {
            const proposals = { exchanges: [exchange], ciphers: [cipher], digests: [digest] };
            const suite = `${exchange} ${cipher} ${digest}`;

            it(`${suite}: we dial it, in both orders`, () =>
              inBothOrders(async () => {
                const ours = await OurNode.start({ protocols: [{ name: ECHO }], proposals });
                const session = await ours.node.dial(rustAddress);
                assert.deepEqual(session.suite, { exchange, cipher, digest });
                assert.equal(session.peer, rust.peerId);
                await exchangeMessage(ours);
                return ours;
              }));

            it(`${suite}: it dials us, in both orders`, () =>
              inBothOrders(async () => {
                const ours = await OurNode.start({
                  protocols: [{ name: ECHO }],
                  proposals,
                  listen: [listen],
                });
                rust.command({ command: 'dial', address: ours.node.addresses[0]! });
                await exchangeMessage(ours);
                const [session] = ours.node.sessions;
                assert.deepEqual(session?.suite, { exchange, cipher, digest });
                return ours;
              }));
          }
        }
      }
    });
  }

  /** 3,000 bytes there and back. */
  async function exchangeMessage(ours: OurNode): Promise<void> {
    const peer = await ours.opened();
    const message = pattern(3_000);
    peer.send.bytes(message);
    const back = await ours.until('echo', () => ours.received[0]);
    assert.deepEqual(back, { protocol: ECHO, length: 3_000, sha256: sha256(message) });
  }

  /** Nonces are random, and so is whose lists are preferred: repeat until both were seen. */
  async function inBothOrders(attempt: () => Promise<OurNode>): Promise<void> {
    const seen = new Set<string>();
    for (let tries = 0; seen.size < 2; tries++) {
      assert.ok(tries < MAX_TRIES, `only saw ${[...seen].join()}`);
      const ours = await attempt();
      if (ours.preferred !== undefined) seen.add(ours.preferred);
      await ours.close();
    }
  }
});
