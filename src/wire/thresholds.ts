/**
 * Where the runtime of codecs changes its way, in bytes unless said otherwise; `npm run bench:codec` shows whether a figure is
 * still right. This file imports nothing: bundlers put such constants where they are used, and nothing of them is left over.
 */

/** Up to this length writing bytes in a loop beats the call of the built-in method. */
export const WRITE_LOOP_UP_TO = 12;

/** As {@link WRITE_LOOP_UP_TO}, for words of four bytes that are put together. */
export const WRITE_WORDS_UP_TO = 48;

/** Up to this length, in characters, a loop over a text beats everything else. */
export const TEXT_LOOP_UP_TO = 16;

/** Longer texts are not remembered. */
export const KNOWN_UP_TO = 64;

/** How many texts are remembered. */
export const KNOWN_TEXTS = 512;

/** Short messages that are encoded share memory of this size. */
export const SLAB_BYTES = 65_536;

/** Messages that may be larger do not share memory. */
export const SHARED_UP_TO = 16_384;

/** For messages that may be larger not as much memory is taken as they may need. */
export const OWN_UP_TO = 131_072;

/** Memory for drafts is not kept when it has become larger. */
export const DRAFT_KEPT_BYTES = 1_048_576;

/** Messages have a length of 31 bits wherever they are nested in one another. */
export const MAX_BYTES = 0x7fff_ffff;
