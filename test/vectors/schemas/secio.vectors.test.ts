// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/secio.mol. Do not edit.

import * as codecs from '../../../generated/secio.js';
import { replay } from './replay.js';

replay(new URL('secio.jsonl', import.meta.url), codecs);
