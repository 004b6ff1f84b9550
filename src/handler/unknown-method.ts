import { MAX_DEPTH, skipField } from '../wire/proto.js';
import { after, readTag } from '../wire/varint.js';
import type { Handled } from './peer.js';
import type { Link } from './request.js';
import { nothingSent, Violation } from './violation.js';

/** Code of the refusal of a method that the schema of this side does not have. */
export const METHOD_UNKNOWN = 'E_METHOD_UNKNOWN';

/** Fields of a service's envelope up to here are the id and the refusal; method n has 2n + 1, its answer 2n + 2. */
const LAST_FIXED = 2;

const LENGTH_DELIMITED = 2;

/**
 * The envelope of a service in `bytes[start, end)`, which decodes, holds no method that we know. A peer whose schema is
 * newer may send one: a call is refused, a topic is not heard, and the protocol stays open. Throws a {@link Violation}
 * for an envelope without any method, and for an answer: what we do not know we have not asked for.
 */
export function unknownMethod(
  bytes: Uint8Array,
  start: number,
  end: number,
  path: string,
  id: number,
  link: Link,
  refuse: (code: string, message: string) => boolean,
): Handled {
  const field = lastMethod(bytes, start, end);
  if (field === undefined) return nothingSent(path);
  const method = Math.floor((field - 1) / 2);
  if (field % 2 === 0) {
    throw new Violation('E_REPLY_UNEXPECTED', `method ${method} answers nothing that was asked`);
  }
  return link.unknown(method, id === 0 ? undefined : refuse);
}

/** Number of the last field that can be a method: as in any oneof, the last one counts. */
function lastMethod(bytes: Uint8Array, start: number, end: number): number | undefined {
  let found: number | undefined;
  for (let p = start; p < end;) {
    const tag = readTag(bytes, p, end);
    if ((tag & 7) === LENGTH_DELIMITED && tag >>> 3 > LAST_FIXED) found = tag >>> 3;
    p = skipField(bytes, after, end, tag, MAX_DEPTH, 0);
  }
  return found;
}
