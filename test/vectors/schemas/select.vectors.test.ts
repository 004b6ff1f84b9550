// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/select.mol. Do not edit.

import * as codecs from '../../../generated/select.js';
import { replay } from './replay.js';

replay(new URL('select.jsonl', import.meta.url), codecs);
