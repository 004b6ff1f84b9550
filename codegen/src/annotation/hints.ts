/** What is wrong with a value that looks nearly right. */
import { MAX_DURATION_MS, MAX_RATE, MAX_SIZE, parseDuration, parseSize } from './values.js';

/** Why `text` is no size, where that can be told. */
export function sizeHint(text: string): string | undefined {
  const match = /^(\d[\d_]*)(?:([KMG])i?B?|B?)$/i.exec(text);
  if (match === null) return undefined;
  const meant = match[2] === undefined ? match[1]! : `${match[1]!}${match[2].toUpperCase()}iB`;
  if (parseSize(meant) !== undefined) return `did you mean \`${meant}\`?`;
  return match[2] === undefined ? `at most ${MAX_SIZE}` : `at most ${MAX_SIZE}, one less than 4GiB`;
}

/** Why `text` is no time. */
export function durationHint(text: string): string | undefined {
  if (/^\d+(?:ms|s|min|h)$/.test(text))
    return `from 1ms to ${MAX_DURATION_MS}ms, which is a little more than 596h`;
  return /^\d/.test(text) ? 'the units are ms, s, min and h' : undefined;
}

/** Why `text` is no rate. */
export function rateHint(text: string): string | undefined {
  const [, count, time] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  if (Number(count) < 1 || Number(count) > MAX_RATE) return `from 1 to ${MAX_RATE} messages`;
  const duration = /^\d/.test(time!) ? time! : `1${time!}`;
  return parseDuration(duration) === undefined ? durationHint(duration) : undefined;
}
