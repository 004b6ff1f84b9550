/**
 * The catalogue of errors. Every failure that a user or a remote peer can cause has one stable code here;
 * `docs/errors.md` lists the same codes for readers. Codes never change their meaning.
 */

/** Where in the stack a failure happened. */
export type Stage =
  | 'encode'
  | 'decode'
  | 'address'
  | 'crypto'
  | 'connect'
  | 'secio'
  | 'yamux'
  | 'select'
  | 'protocol'
  | 'session'
  | 'service';

/** `code: [stage, may a later attempt succeed?, meaning]`. `depends`: each error says it itself, by `retryable`. */
export const CATALOGUE = {
  // Generated codecs.
  E_WIRE_TOTAL_SIZE: ['decode', false, 'a size header disagrees with the bytes that are there'],
  E_WIRE_HEADER: ['decode', false, 'a header is missing, cut off or points outside the message'],
  E_WIRE_OFFSETS: ['decode', false, 'table or vector offsets are out of order or out of range'],
  E_WIRE_FIELD_COUNT: ['decode', false, 'a table has fewer or more fields than its schema allows'],
  E_WIRE_UNKNOWN_ITEM: ['decode', false, 'a union id that the schema does not know'],
  E_WIRE_VARINT: ['decode', false, 'a varint is cut off or longer than ten bytes'],
  E_WIRE_TAG: ['decode', false, 'a protobuf tag with field number 0 or an invalid wire type'],
  E_WIRE_TRUNCATED: ['decode', false, 'a length reaches beyond the end of the message'],
  E_WIRE_UTF8: ['decode', false, 'a string is not valid UTF-8'],
  E_WIRE_LIMIT: ['decode', false, 'more items or bytes than the schema allows'],
  E_WIRE_DEPTH: ['decode', false, 'messages are nested deeper than allowed'],
  E_WIRE_REQUIRED: ['decode', false, 'a required field is missing'],
  E_WIRE_VALUE: ['encode', false, 'a value does not fit the type that the schema declares'],
  // Peer ids and multiaddrs.
  E_ADDRESS_INVALID: ['address', false, 'a multiaddr that does not parse'],
  E_PEER_ID_INVALID: ['address', false, 'a peer id that does not parse'],
  E_ADDRESS_UNSUPPORTED: ['address', false, 'no transport can dial or listen on this multiaddr'],
  // Keys.
  E_KEY_INVALID: ['crypto', false, 'not a valid secp256k1 secret or public key'],
  // Transports.
  E_CONNECT_REFUSED: ['connect', true, 'nobody listens at this address'],
  E_CONNECT_TIMEOUT: ['connect', true, 'the connection was not made within its deadline'],
  E_CONNECT_FAILED: ['connect', true, 'the operating system could not make the connection'],
  E_DNS: ['connect', true, 'a host name could not be resolved'],
  E_LISTEN_FAILED: ['connect', true, 'the operating system refused to listen on this address'],
  E_CONNECTION_LOST: ['connect', true, 'the connection broke or was closed without a farewell'],
  // secio.
  E_SECIO_PROPOSE: ['secio', false, 'the remote Propose does not parse'],
  E_SECIO_EXCHANGE: ['secio', false, 'the remote Exchange does not parse'],
  E_SECIO_SELF: ['secio', false, 'the remote has our own public key'],
  E_SECIO_NO_INTERSECTION: ['secio', false, 'no common key agreement, cipher or digest'],
  E_SECIO_EQUAL_ORDER: ['secio', false, 'both sides have the same order digest'],
  E_SECIO_EPHEMERAL_KEY: ['secio', false, 'the remote ephemeral key is not valid for the agreement'],
  E_SECIO_SIGNATURE: ['secio', false, 'the signature of the remote Exchange is wrong'],
  E_SECIO_SIGNER: ['secio', true, 'our own key provider failed to sign'],
  E_SECIO_NONCE: ['secio', false, 'the remote echoed another nonce than ours'],
  E_SECIO_RECORD: ['secio', false, 'an encrypted record was changed on its way or is too short'],
  E_SECIO_FRAME_TOO_LARGE: ['secio', false, 'a frame announces more bytes than allowed'],
  E_SECIO_TIMEOUT: ['secio', true, 'the handshake did not finish within its deadline'],
  E_SECIO_EOF: ['secio', true, 'the remote closed the connection during the handshake'],
  E_PEER_ID_MISMATCH: ['secio', false, 'the remote proved another peer id than the address names'],
  // yamux.
  E_YAMUX_VERSION: ['yamux', false, 'a yamux header of an unknown version'],
  E_YAMUX_TYPE: ['yamux', false, 'a yamux header of an unknown type'],
  E_YAMUX_FRAME_TOO_LARGE: ['yamux', false, 'a Data frame larger than the receive window'],
  E_YAMUX_WINDOW: ['yamux', false, 'the remote sent more than its window, or a window overflowed'],
  E_YAMUX_DUPLICATE_STREAM: ['yamux', false, 'the remote opened a stream id that is in use'],
  E_YAMUX_STREAM_ID: ['yamux', false, 'the remote used stream id 0 for a stream'],
  E_YAMUX_FLAGS: ['yamux', false, 'a flag that the state of the stream does not allow'],
  E_YAMUX_PING_FLOOD: ['yamux', false, 'the remote sends pings faster than allowed'],
  E_YAMUX_PING_TIMEOUT: ['yamux', true, 'the remote did not answer a ping within its deadline'],
  E_YAMUX_STREAMS_EXHAUSTED: ['yamux', true, 'no stream id is left on this session'],
  E_YAMUX_TOO_MANY_STREAMS: ['yamux', true, 'the session has as many streams as allowed'],
  E_YAMUX_RESET: ['yamux', true, 'the remote reset the stream'],
  // Protocol selection.
  E_SELECT_MALFORMED: ['select', false, 'a protocol selection message does not parse'],
  E_SELECT_REFUSED: ['select', false, 'the remote does not serve this protocol in any of our versions'],
  E_SELECT_MISMATCH: ['select', false, 'the remote chose a name or version that was not offered'],
  E_SELECT_TIMEOUT: ['select', true, 'the remote did not answer a protocol selection in time'],
  // Protocols and handlers.
  E_MESSAGE_TOO_LARGE: ['protocol', false, 'a message is larger than its protocol allows'],
  E_MESSAGE_TRUNCATED: ['protocol', true, 'the stream ended in the middle of a message'],
  E_MESSAGE_INVALID: ['protocol', false, 'a message does not decode; the cause says why'],
  E_MESSAGE_DIRECTION: ['protocol', false, 'this side of the session may not send this message'],
  E_MESSAGE_RATE: ['protocol', false, 'the remote sends a message more often than its protocol allows'],
  E_REPLY_UNEXPECTED: ['protocol', false, 'an answer to a request that was never made'],
  E_REQUEST_TIMEOUT: ['protocol', true, 'a request was not answered in time'],
  E_REQUEST_REFUSED: ['protocol', false, 'the remote refused a request; the message holds its code'],
  E_REQUESTS_FULL: ['protocol', true, 'as many requests as allowed wait for an answer already'],
  E_HANDLER_FAILED: ['protocol', false, 'a handler threw or its promise was rejected'],
  E_PROTOCOL_NOT_OPEN: ['protocol', true, 'the protocol is not open on this session'],
  E_PROTOCOL_UNKNOWN: ['protocol', false, 'the node has no protocol of this name'],
  E_PROTOCOL_DUPLICATE: ['protocol', false, 'two protocols claim the same name and version'],
  E_PROTOCOL_CLOSED: ['protocol', true, 'the protocol was closed'],
  // Sessions.
  E_SESSION_CLOSED: ['session', true, 'the session was closed by us'],
  E_SESSION_GO_AWAY: ['session', true, 'the remote said go away'],
  E_SESSION_IDLE: ['session', true, 'no protocol was opened in time'],
  E_SESSION_BLOCKED: ['session', true, 'the remote reads too slowly: the send queue is over its limit'],
  E_SESSION_LIMIT: ['session', true, 'the node has as many sessions as allowed'],
  E_SESSION_DUPLICATE: ['session', true, 'there is a session with this peer already'],
  // Service.
  E_DIAL_FAILED: ['service', 'depends', 'no address of the peer could be reached'],
  E_NOT_CONNECTED: ['service', true, 'there is no session with this peer'],
  E_ABORTED: ['service', true, 'the caller aborted the operation'],
  E_CLOSED: ['service', false, 'the node is closed'],
  E_INVALID_OPTION: ['service', false, 'an option has a value that is not allowed'],
} as const satisfies Record<string, readonly [Stage, boolean | 'depends', string]>;

/** A stable error code of the catalogue. */
export type ErrorCode = keyof typeof CATALOGUE;

/** What an error may carry beside its code and text. */
export interface ErrorDetails {
  /** Peer id or address of the remote that it is about. */
  readonly remote?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Base of every error that tentacle-ts raises. `code` is stable, the text is for people. {@link fail} makes them; there is no
 * constructor of its own, because every bundle with a codec would have it.
 */
export class TentacleError extends Error {
  declare readonly code: ErrorCode;
  declare readonly stage: Stage;
  /** `true`: the same attempt may succeed later. */
  declare readonly retryable: boolean;
  declare readonly remote: string | undefined;
}

/** Makes the error of a code; the catalogue supplies stage, retryability and, by default, the text. */
export function fail(code: ErrorCode, detail?: string, details?: ErrorDetails): TentacleError {
  return classified(
    new TentacleError(`${code}: ${detail ?? CATALOGUE[code][2]}`, options(details)),
    code,
    details,
  );
}

/** `error` with what the catalogue says of its code. For constructors of classes of errors. */
export function classified<E extends TentacleError>(error: E, code: ErrorCode, details?: ErrorDetails): E {
  const [stage, again] = CATALOGUE[code];
  const said = { code, stage, retryable: again === true, remote: details?.remote };
  return Object.assign(error, { name: 'TentacleError', ...said });
}

/** `error`, which is about `remote` unless it says already whom it is about. Nobody is known by an empty text. */
export function about<E extends TentacleError>(error: E, remote: string | undefined): E {
  return error.remote === undefined && remote ? Object.assign(error, { remote }) : error;
}

/** Options of the constructor of `Error`: without a cause it shall not have one that is `undefined`. */
export function options(details: ErrorDetails | undefined): ErrorOptions | undefined {
  return details?.cause === undefined ? undefined : { cause: details.cause };
}

/** Any thrown value as a typed error: ours as they are, others wrapped with `code`. */
export function wrap(thrown: unknown, code: ErrorCode, details?: ErrorDetails): TentacleError {
  if (thrown instanceof TentacleError) return thrown;
  return fail(code, textOf(thrown), { ...details, cause: thrown });
}

/** What a thrown value says, whatever it is: not everything can be turned into a string. */
export function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something without a text was thrown';
  }
}

const QUOTED_CHARACTERS = 128;

/** Text of a stranger in an error: escaped, and not at any length. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text);
}
