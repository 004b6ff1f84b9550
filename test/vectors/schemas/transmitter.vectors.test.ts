// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/transmitter.proto. Do not edit.

import * as codecs from '../../../generated/transmitter.js';
import { replay } from './replay.js';

replay(new URL('transmitter.jsonl', import.meta.url), codecs);
