/** The foreign peers as tests use them. */
export { DEADLINE_MS, type EventOf } from './child.js';
export { GoPeer, goPeer, type GoOptions } from './go.js';
export { needs } from './needs.js';
export { pattern, sha256 } from './pattern.js';
export { RustPeer, rustPeer, type RustOptions, type RustProtocol } from './rust.js';
export { fiber, lightClient, type FiberNode, type LightClient } from './wasm.js';
