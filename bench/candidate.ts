/** What the harness needs of a network stack. Each candidate runs alone in its processes. */

/** A pattern of traffic. Candidates may prepare for it, as a user of their API would. */
export type Scenario = 'bulk' | 'oneway100' | 'echo64' | 'echo1' | 'handshakes' | 'idle';

/** What a receiver has taken in, decoded. Only counted up. */
export interface Tally {
  messages: number;
  bytes: number;
}

/** The accepting side: answers requests with their payload, and counts everything else. */
export interface Server {
  /** What {@link Candidate.connect} of another process needs, as text. */
  readonly address: string;
  readonly tally: Readonly<Tally>;
  /** Sessions that are open at the moment. */
  readonly sessions: () => number;
}

/** One open stream to a server. */
export interface Client {
  /** Sends `payload`, to which nobody answers. `false`: accepted, wait for {@link drained}. */
  post(payload: Uint8Array): boolean;
  /** Sends `payload` to get it back. */
  request(payload: Uint8Array): void;
  /** Resolves when {@link post} is within its budget again. */
  drained(): Promise<void>;
}

/** A session that was opened to be open, without traffic. */
export interface OpenSession {
  /** Closes in order; resolves when the session is gone. */
  close(): Promise<void>;
}

export interface Candidate {
  /** Listens on a free loopback port. */
  serve(scenario: Scenario): Promise<Server>;
  /** Opens a session with one stream. `onReply` is called with every decoded answer to a request. */
  connect(address: string, scenario: Scenario, onReply: (payload: Uint8Array) => void): Promise<Client>;
  /** A function that opens one session more; resolves when its handshake is done. */
  dialer(address: string): Promise<() => Promise<OpenSession>>;
}
