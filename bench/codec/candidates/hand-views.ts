/** The hand-written codecs without the copies: what it costs that a stored address does not keep its record alive. */
import { handOutViews } from '../hand/memory.js';

handOutViews();

export { candidate } from './hand.js';
