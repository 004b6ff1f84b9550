/** The report of `limits` for people, and for tools. */
import { byteCount } from './byte-count.js';
import type { LimitsReport, MessageLimits, ProtocolLimits } from './report.js';
import { COUNTLESS } from './countable.js';

/** Columns: a name, and figures. */
type Row = readonly [string, string, string, string, string, string];

const HEAD: Row = ['', 'largest', 'worst heap', 'on the wire', 'heap/wire', 'densest'];

/** Tables of all protocols with what they add up to per peer. */
export function limitsTable({ protocols, types, peer }: LimitsReport): string {
  const blocks = protocols.map((protocol) => [
    `${protocol.name}  (${protocol.schema}, max ${byteCount(protocol.maxBytes)})`,
    ...table(protocol.messages.map(row)),
    ...substream(protocol),
  ]);
  if (types.length > 0) {
    blocks.push([
      'without a protocol',
      ...table(types.map((type) => row({ ...type, name: `${type.name}  ${type.schema}` }))),
    ]);
  }
  if (protocols.length > 0) {
    blocks.push([
      'one peer with all protocols open, default limits of the core',
      `  the session itself (records, selections, send queue)   ${byteCount(peer.session)}`,
      `  handlers that return nothing                           ${byteCount(peer.synchronous)}`,
      `  handlers that return promises, all of them pending     ${byteCount(peer.pending)}`,
    ]);
  }
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function row({ name, largest, heap, wire, densest }: MessageLimits): Row {
  return [name, size(largest), size(heap), size(wire), factor(heap / wire), factor(densest)];
}

function substream({ assembling, decoded, pending }: ProtocolLimits): readonly string[] {
  return [
    `  one substream: ${byteCount(assembling)} arriving, ${byteCount(decoded)} decoded; ${byteCount(pending)} with handlers pending`,
  ];
}

/** Recursion alone can allow more than anybody can count. */
function size(bytes: number): string {
  return bytes === COUNTLESS ? 'countless' : byteCount(bytes);
}

function factor(value: number): string {
  return Number.isFinite(value) ? `× ${value.toFixed(1)}` : '';
}

function table(rows: readonly Row[]): readonly string[] {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  return all.map((cells) => {
    const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    return `  ${padded.join('  ')}`.trimEnd();
  });
}

/** As plain data; `null` where there is no bound. */
export function limitsJson({ protocols, types, peer }: LimitsReport): unknown {
  const bound = (bytes: number): number | null => (bytes === Infinity || bytes === COUNTLESS ? null : bytes);
  const message = ({ name, largest, heap, pinned, wire, densest }: MessageLimits): unknown => ({
    name,
    largest: bound(largest),
    heap: bound(heap),
    pinned,
    wire: bound(wire),
    densest: bound(Math.round(densest * 100) / 100),
  });
  return {
    protocols: protocols.map(({ messages, ...protocol }) => ({
      ...protocol,
      messages: messages.map(message),
    })),
    types: types.map((type) => ({ schema: type.schema, ...(message(type) as object) })),
    peer,
  };
}
