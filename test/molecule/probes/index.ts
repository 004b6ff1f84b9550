/** Small schemas for every rule of the molecule language, with what the official compiler and ours say about them. */
import { DECLARATIONS } from './declarations.js';
import { IMPORTS } from './imports.js';
import { LEXICAL } from './lexical.js';
import { NAMES } from './names.js';
import type { Probe } from './probe.js';

export { MAIN } from './probe.js';

export const PROBES: readonly Probe[] = [...LEXICAL, ...IMPORTS, ...DECLARATIONS, ...NAMES];
