// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/frames.proto. Do not edit.

import * as codecs from '../../../generated/frames.js';
import { replay } from './replay.js';

replay(new URL('frames.jsonl', import.meta.url), codecs);
