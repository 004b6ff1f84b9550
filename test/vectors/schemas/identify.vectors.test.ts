// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/identify.mol. Do not edit.

import * as codecs from '../../../generated/identify.js';
import { replay } from './replay.js';

replay(new URL('identify.jsonl', import.meta.url), codecs);
