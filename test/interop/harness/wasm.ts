import { fileURLToPath } from 'node:url';
import { Child, type Program } from './child.js';

/** A WASM module of several megabytes is compiled at the start. */
const START_MS = 60_000;

/** Configuration of a {@link lightClient}. */
export interface LightClientOptions {
  /** `/ip4/127.0.0.1/tcp/PORT/ws/p2p/<PeerId>`: dialed at once, and again about 30 s after a clean disconnect. */
  readonly bootnode: string;
  /** 32-byte secret in hex; default random. */
  readonly key?: string;
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'error';
}

/** Configuration of a {@link fiber} node. */
export type FiberOptions = Omit<LightClientOptions, 'bootnode'>;

export type LightClientCommand = { readonly command: 'peers' | 'local-node' | 'tip' | 'genesis' };
export type FiberCommand =
  | { readonly command: 'connect'; readonly address: string }
  | { readonly command: 'disconnect'; readonly pubkey: string }
  | { readonly command: 'peers' | 'node-info' };

/** What both WASM nodes tell. */
export type WasmEvents = {
  ready: { readonly versions: Readonly<Record<string, string>> };
  /** What the package answered to a command, as its own type definitions say. */
  result: { readonly command: string; readonly value: unknown };
  /** `kind` is the command that failed, `start`, or where a panic of the WASM surfaced. */
  error: { readonly kind: string; readonly text: string };
};

/** The CKB light client for browsers. */
export type LightClient = Child<LightClientCommand, WasmEvents>;
/** The Fiber node for browsers. */
export type FiberNode = Child<FiberCommand, WasmEvents>;

/** Starts the CKB light client; it dials its bootnode by itself. */
export async function lightClient(options: LightClientOptions): Promise<LightClient> {
  const peer: LightClient = new Child(script('light-client'), options);
  await peer.next('ready', {}, START_MS);
  return peer;
}

/** Starts a Fiber node; it dials when it gets `connect`. */
export async function fiber(options: FiberOptions = {}): Promise<FiberNode> {
  const peer: FiberNode = new Child(script('fiber'), options);
  await peer.next('ready', {}, START_MS);
  return peer;
}

function script(name: string): Program {
  const file = fileURLToPath(new URL(`../wasm-peers/${name}.mjs`, import.meta.url));
  // NODE_OPTIONS of the test run (loaders, coverage) are not meant for the peer and its worker threads.
  return { name, file: process.execPath, args: [file], env: { NODE_OPTIONS: '', NODE_V8_COVERAGE: '' } };
}
