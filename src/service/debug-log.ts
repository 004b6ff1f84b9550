import type { Log, LogEvent } from '../env.js';

/** One event as one line: `secio failed session=3 code=E_SECIO_NONCE …`. */
export function formatEvent({ scope, event, session, stream, code, detail }: LogEvent): string {
  const parts = [scope, event];
  if (session !== undefined) parts.push(`session=${session}`);
  if (stream !== undefined) parts.push(`stream=${stream}`);
  if (code !== undefined) parts.push(`code=${code}`);
  if (detail !== undefined) parts.push(detail);
  return parts.join(' ');
}

/** A log that writes the scopes named in `scopes` (comma-separated, `*` for all); `undefined` for an empty list. */
export function debugLog(scopes: string | undefined, write: (line: string) => void): Log | undefined {
  if (scopes === undefined || scopes === '') return undefined;
  const wanted = new Set(scopes.split(',').map((scope) => scope.trim()));
  return (event) => {
    if (wanted.has('*') || wanted.has(event.scope)) write(formatEvent(event));
  };
}
