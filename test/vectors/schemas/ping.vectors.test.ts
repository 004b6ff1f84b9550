// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/ping.mol. Do not edit.

import * as codecs from '../../../generated/ping.js';
import { replay } from './replay.js';

replay(new URL('ping.jsonl', import.meta.url), codecs);
