#!/usr/bin/env node
/** `tentacle-gen`, the schema compiler's program. */
import { EXIT } from './exit-codes.js';
import { run } from './run.js';

// A reader that goes away (`tentacle-gen limits | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.schema);
});
process.exitCode = await run(process.argv.slice(2), { out: process.stdout, errors: process.stderr });
