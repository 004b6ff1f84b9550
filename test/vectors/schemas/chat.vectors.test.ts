// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/chat.mol. Do not edit.

import * as codecs from '../../../generated/chat.js';
import { replay } from './replay.js';

replay(new URL('chat.jsonl', import.meta.url), codecs);
