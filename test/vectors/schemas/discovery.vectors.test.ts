// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/discovery.mol. Do not edit.

import * as codecs from '../../../generated/discovery.js';
import { replay } from './replay.js';

replay(new URL('discovery.jsonl', import.meta.url), codecs);
