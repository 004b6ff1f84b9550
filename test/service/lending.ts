/** Both sides of the library that tests of lazy messages use, and what it lends. */
import type { Book } from '../generated/books.js';
import type { LibraryDialerHandler, LibraryListenerHandler } from '../generated/library.handler.js';

/** A book with some pages. */
export const book = (number: number, pages = 3): Book => ({
  number: BigInt(number),
  title: `book ${number}`,
  chapters: [
    { pages: [] },
    { pages: Array.from({ length: pages }, (_, i) => Uint8Array.from({ length: 1 + (i % 64) }, () => i)) },
  ],
});

const either = { onBorrow: () => ({}), onList: () => ({ titles: [] }), onRemark: () => undefined };
export const dialer: LibraryDialerHandler = either;
export const listener: LibraryListenerHandler = { ...either, onBook: () => undefined };
