#!/usr/bin/env node
/** The `tentacle` command. */
import { EXIT } from './exit-codes.js';
import { runProgram } from './program.js';

// A reader that goes away (`tentacle node | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.local);
});
process.exitCode = await runProgram(process.argv.slice(2));
