/** The measured loops. One function for each, so that what V8 learns in one does not spoil another. */
import type { Subject } from './candidate.js';

export const DIRECTIONS = ['encode', 'encode-into', 'decode'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The last result: it must escape, or V8 would find that nobody needs it. */
export let sink: unknown;

export type Loop = (times: number) => void;

function encodeLoop({ encode, value }: Subject): Loop {
  return (times) => {
    for (let i = 0; i < times; i++) sink = encode(value);
  };
}

function encodeIntoLoop(subject: Subject, bytes: number): Loop | undefined {
  const { encodeInto, value } = subject;
  if (encodeInto === undefined) return undefined;
  const out = new Uint8Array(bytes);
  return (times) => {
    for (let i = 0; i < times; i++) sink = encodeInto(value, out, 0);
  };
}

function decodeLoop({ decode, input }: Subject, wire: Uint8Array): Loop {
  const bytes = input === undefined ? wire : input(wire);
  return (times) => {
    for (let i = 0; i < times; i++) sink = decode(bytes);
  };
}

/** `undefined`: the candidate cannot do this. */
export function loopFor(direction: Direction, subject: Subject, wire: Uint8Array): Loop | undefined {
  switch (direction) {
    case 'encode':
      return encodeLoop(subject);
    case 'encode-into':
      return encodeIntoLoop(subject, wire.length);
    case 'decode':
      return decodeLoop(subject, wire);
  }
}

/** As {@link loopFor}, with another value each time. `wires` are the encoded `values`, a power of two of them. */
export function variedLoopFor(
  direction: Direction,
  subject: Subject,
  values: readonly unknown[],
  wires: readonly Uint8Array[],
): Loop | undefined {
  const { encode, encodeInto, decode, input } = subject;
  const mask = values.length - 1;
  let next = 0;
  if (direction === 'encode') {
    return (times) => {
      for (let i = 0; i < times; i++) sink = encode(values[(next = (next + 1) & mask)]);
    };
  }
  if (direction === 'encode-into') {
    if (encodeInto === undefined) return undefined;
    const out = new Uint8Array(Math.max(...wires.map(({ length }) => length)));
    return (times) => {
      for (let i = 0; i < times; i++) sink = encodeInto(values[(next = (next + 1) & mask)], out, 0);
    };
  }
  const inputs = input === undefined ? wires : wires.map(input);
  return (times) => {
    for (let i = 0; i < times; i++) sink = decode(inputs[(next = (next + 1) & mask)]!);
  };
}

/** Between two looks at the clock. */
const BATCH_MS = 1;

/** Runs `loop` for `ms` and returns operations per second of processor time. */
export function rate(loop: Loop, ms: number): number {
  let batch = 1;
  for (;;) {
    const start = performance.now();
    loop(batch);
    if (performance.now() - start >= BATCH_MS) break;
    batch *= 2;
  }
  const before = process.cpuUsage();
  const start = performance.now();
  let times = 0;
  do {
    loop(batch);
    times += batch;
  } while (performance.now() - start < ms);
  // Also what other threads did: the collector and the compiler are part of the price.
  const { user, system } = process.cpuUsage(before);
  return (times / (user + system)) * 1e6;
}
