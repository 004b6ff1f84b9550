import { fileURLToPath } from 'node:url';

/** The recordings that belong to the repository. */
export const TRANSCRIPTS = fileURLToPath(new URL('transcripts', import.meta.url));
