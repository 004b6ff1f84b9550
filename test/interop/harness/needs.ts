import { build, missing, type PeerName } from './build.js';

/** A cold build of the Rust peer on two busy cores. */
const BUILD_MS = 600_000;

/**
 * A `before` hook that supplies foreign peers: `before(needs('rust', 'go'))`. Builds what is out of date. When
 * a tool is missing, the suite is skipped and the reason printed; with `TENTACLE_REQUIRE_INTEROP=1` it fails.
 */
export function needs(...peers: readonly PeerName[]): (this: Mocha.Context) => Promise<void> {
  return async function () {
    this.timeout(BUILD_MS);
    const reasons = peers.map(missing).filter((reason) => reason !== undefined);
    if (reasons.length === 0) {
      for (const peer of peers) await build(peer);
      return;
    }
    const text = `${this.test?.parent?.fullTitle() ?? 'interop'}: ${reasons.join(', ')}`;
    if (process.env['TENTACLE_REQUIRE_INTEROP'] === '1') throw new Error(text);
    console.warn(`      skipped, ${text}`);
    this.skip();
  };
}
