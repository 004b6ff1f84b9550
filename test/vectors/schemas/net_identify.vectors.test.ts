// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/net_identify.proto. Do not edit.

import * as codecs from '../../../generated/net_identify.js';
import { replay } from './replay.js';

replay(new URL('net_identify.jsonl', import.meta.url), codecs);
