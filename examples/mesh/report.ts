import type { Link } from './messages.js';

/** What a report needs to know of a node. */
export interface MeshNode {
  readonly id: string;
  readonly address: string;
  readonly links: readonly Link[];
}

/** One direction of one pair, as `from` sees it. */
export interface MatrixEntry {
  readonly from: string;
  readonly to: string;
  /** Round trip measured by the ping protocol; `null` if there was none. */
  readonly rttMs: number | null;
  /** Chat lines `from` sent to `to`, and received from it. */
  readonly sent: number;
  readonly received: number;
  /** Where `from` sees `to`. */
  readonly remoteAddress: string;
}

/** What `--json` prints. The last three fields are there with `--kill` only. */
export interface MeshReport {
  readonly nodes: readonly { readonly id: string; readonly address: string }[];
  /** From the start of the first process to the full mesh; `null` if it did not form. */
  readonly formedMs: number | null;
  readonly matrix: readonly MatrixEntry[];
  /** Peer ids of the nodes that were killed. */
  readonly killed?: readonly string[];
  /** From the kill until no survivor has a session with a killed node. */
  readonly noticedMs?: number | null;
  /** From the start of the replacements to the next full mesh. */
  readonly rejoinedMs?: number | null;
}

/** Every pair has exactly one session, and there are no others. */
export function isFullMesh(nodes: readonly MeshNode[], count: number): boolean {
  if (nodes.length !== count) return false;
  return nodes.every(({ id, links }) => {
    const peers = new Set(links.map(({ peer }) => peer));
    const others = nodes.filter((other) => other.id !== id);
    return links.length === others.length && others.every((other) => peers.has(other.id));
  });
}

/** As {@link isFullMesh}, and everyone has pinged and chatted with everyone. */
export function isBusyMesh(nodes: readonly MeshNode[], count: number): boolean {
  const busy = ({ rttMs, sent, received }: Link): boolean => rttMs !== undefined && sent > 0 && received > 0;
  return isFullMesh(nodes, count) && nodes.every(({ links }) => links.every(busy));
}

/** No node has a session with one of `gone`. */
export function isRidOf(nodes: readonly MeshNode[], gone: readonly string[]): boolean {
  return nodes.every(({ links }) => links.every(({ peer }) => !gone.includes(peer)));
}

/** All sessions, both directions of each. */
export function matrixOf(nodes: readonly MeshNode[]): MatrixEntry[] {
  return nodes.flatMap(({ id, links }) =>
    links.map(({ peer, rttMs, sent, received, remoteAddress }) => ({
      from: id,
      to: peer,
      rttMs: rttMs ?? null,
      sent,
      received,
      remoteAddress,
    })),
  );
}
