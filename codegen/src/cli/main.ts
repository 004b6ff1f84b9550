#!/usr/bin/env node
/** `tentacle-gen`, the schema compiler's program. */
import { run } from './run.js';

process.exitCode = await run(process.argv.slice(2), { out: process.stdout, errors: process.stderr });
