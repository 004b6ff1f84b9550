/** What the parent process and its peers say to each other over IPC. All of it is plain JSON. */

/** One session of a peer, as the peer sees it. */
export interface Link {
  /** Peer id of the other end. */
  readonly peer: string;
  readonly remoteAddress: string;
  /** Last round trip of the ping protocol, in ms; missing until the first pong. */
  readonly rttMs?: number;
  /** Chat lines sent to and received from the other end. */
  readonly sent: number;
  readonly received: number;
}

export type ToPeer =
  /** Comes first. The first peer has nobody to bootstrap from. */
  { readonly type: 'start'; readonly name: string; readonly bootstrap?: string } | { readonly type: 'stop' };

export type FromPeer =
  | { readonly type: 'ready'; readonly id: string; readonly address: string }
  | { readonly type: 'links'; readonly links: readonly Link[] }
  /** A chat line came in. */
  | { readonly type: 'heard'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string };
