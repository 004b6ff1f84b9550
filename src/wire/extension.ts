/** proto2 extensions: fields that another file adds to a message. They live in what the message keeps unknown. */
import { EMPTY } from './bytes.js';
import { skipField } from './proto.js';
import { MAX_DEPTH } from './proto.js';
import { after, readTag } from './varint.js';
import { measure, type Write } from './encode.js';

/** A message with `extensions`: what its schema does not name is kept. */
export interface Extensible {
  $unknown?: Uint8Array | undefined;
}

/** One extension of messages of type `M`; `T` is `undefined` where it is absent. */
export interface Extension<M extends Extensible, T> {
  /** Full name in the schema. */
  readonly name: string;
  readonly number: number;
  read(bytes: Uint8Array): T;
  readonly write: Write<T>;
  /** Never there: it ties the extension to its message. */
  readonly extendee?: M;
}

/** What `message` says for `extension`. Throws a {@link WireError} if its bytes are not of that type. */
export function getExtension<M extends Extensible, T>(message: M, extension: Extension<M, T>): T {
  return extension.read(message.$unknown ?? EMPTY);
}

/** Sets `extension` in `message`; `undefined`, or an empty list, takes it out. */
export function setExtension<M extends Extensible, T>(
  message: M,
  extension: Extension<M, T>,
  value: T,
): void {
  const kept = message.$unknown ?? EMPTY;
  const out = new Uint8Array(kept.length + measure(extension.write, value));
  let at = 0;
  for (let p = 0; p < kept.length;) {
    const tag = readTag(kept, p, kept.length);
    const end = skipField(kept, after, kept.length, tag, MAX_DEPTH, 0);
    if (tag >>> 3 !== extension.number) {
      out.set(kept.subarray(p, end), at);
      at += end - p;
    }
    p = end;
  }
  const end = extension.write(value, out, at);
  message.$unknown = end === 0 ? undefined : out.subarray(0, end);
}
