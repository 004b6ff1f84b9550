import type { CodecCandidate } from './candidate.js';
import type { Format } from './values.js';

/** Ours, loaded on demand: a process that measures one must not even contain the others. */
const OURS: Readonly<Record<string, () => Promise<{ readonly candidate: CodecCandidate }>>> = {
  generated: () => import('./candidates/generated.js'),
  hand: () => import('./candidates/hand.js'),
};

/**
 * Packages of others, and the wire format they speak: `competitors/<name>.js`, which is not compiled, so that the
 * packages beside it are found.
 */
export const COMPETITORS = {
  'protobufjs-static': 'protobuf',
  'protobuf-es': 'protobuf',
  protons: 'protobuf',
  lumos: 'molecule',
  ccc: 'molecule',
} as const satisfies Record<string, Format>;

export type Competitor = keyof typeof COMPETITORS;

export const COMPETITOR_NAMES = Object.keys(COMPETITORS) as Competitor[];

export const CANDIDATE_NAMES: readonly string[] = [...Object.keys(OURS), ...COMPETITOR_NAMES];

/** `competitors` is the folder of the modules that are not compiled. */
export async function loadCandidate(name: string, competitors: string): Promise<CodecCandidate> {
  const ours = OURS[name];
  if (ours !== undefined) return (await ours()).candidate;
  const module = (await import(`${competitors}${name}.js`)) as { readonly candidate: CodecCandidate };
  return module.candidate;
}

/** Ours speak both formats. */
export function speaks(name: string, format: Format): boolean {
  const only: Format | undefined = (COMPETITORS as Readonly<Record<string, Format>>)[name];
  return only === undefined || only === format;
}
