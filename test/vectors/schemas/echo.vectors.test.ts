// Golden vectors by tentacle-ts-codegen 0.1.0 from schemas/echo.mol. Do not edit.

import * as codecs from '../../../generated/echo.js';
import { replay } from './replay.js';

replay(new URL('echo.jsonl', import.meta.url), codecs);
