import assert from 'node:assert/strict';
import { generateKey, Multiaddr, nodeCrypto, peerIdFromPublicKey } from '../../src/node.js';
import {
  AddressBook,
  draw,
  MAX_ADDRESSES_PER_PEER,
  MAX_PEERS,
  MAX_PEERS_PER_SOURCE,
} from '../../src/protocols/address-book.js';

const newId = (): string => peerIdFromPublicKey(generateKey(), nodeCrypto.sha256);
const at = (peer: string, port = 1): Multiaddr => Multiaddr.parse(`/ip4/1.1.1.1/tcp/${port}/p2p/${peer}`);

describe('address book', () => {
  it('keeps three addresses of a peer; what it says itself comes first', () => {
    const book = new AddressBook();
    const peer = newId();
    for (const port of [1, 2, 3]) assert.ok(book.add(at(peer, port), 'stranger'));
    assert.equal(book.add(at(peer, 4), 'stranger'), false);
    assert.equal(book.add(at(peer, 3), 'stranger'), false);
    assert.ok(book.add(at(peer, 5), peer));
    assert.equal(String(book.sample(1, nodeCrypto.random)[0]), String(at(peer, 5)));
    for (let port = 1; port <= 5; port++) book.remove(at(peer, port));
    assert.equal(book.size, 0);
    assert.equal(MAX_ADDRESSES_PER_PEER, 3);
  });

  it('is bounded; the source with most entries pays for new ones', () => {
    const book = new AddressBook();
    const rest = MAX_PEERS - 3 * MAX_PEERS_PER_SOURCE;
    for (const source of ['a', 'b', 'c'])
      for (let i = 0; i < MAX_PEERS_PER_SOURCE; i++) book.add(at(newId()), source);
    for (let i = 0; i < rest - 1; i++) book.add(at(newId()), 'd');
    const kept = newId();
    book.add(at(kept), 'honest');
    assert.equal(book.size, MAX_PEERS);
    for (let i = 0; i < 500; i++) book.add(at(newId()), `late ${i}`);
    assert.equal(book.size, MAX_PEERS);
    assert.ok(book.sample(MAX_PEERS, nodeCrypto.random).some((address) => address.get('p2p') === kept));
  });

  it('refuses an address without a peer id', () => {
    assert.equal(new AddressBook().add(Multiaddr.parse('/ip4/1.1.1.1/tcp/1'), 'a'), false);
  });

  it('draws different items, all of them when asked for more', () => {
    const items = [1, 2, 3, 4, 5];
    assert.equal(new Set(draw([...items], 3, nodeCrypto.random)).size, 3);
    assert.deepEqual(draw([...items], 9, nodeCrypto.random).sort(), items);
    assert.deepEqual(draw([], 3, nodeCrypto.random), []);
  });
});
