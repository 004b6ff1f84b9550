import type { Candidate } from './candidate.js';

/** All candidates by name, loaded on demand: a process that measures one must not even contain the others. */
export const CANDIDATES = {
  'tentacle-ts': () => import('./candidates/tentacle-ts.js'),
  'node-net': () => import('./candidates/node-net.js'),
  'node-tls': () => import('./candidates/node-tls.js'),
} satisfies Record<string, () => Promise<{ readonly candidate: Candidate }>>;

export type CandidateName = keyof typeof CANDIDATES;

export const CANDIDATE_NAMES = Object.keys(CANDIDATES) as CandidateName[];
