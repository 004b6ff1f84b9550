import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ping } from '../../generated/ping.handler.js';
import { Multiaddr } from '../address/multiaddr.js';
import type { LogEvent } from '../env.js';
import { fail, TentacleError } from '../errors.js';
import { createNode, generateKey, nodeCrypto, type Node, type SessionHandle } from '../node.js';
import { pingProtocol, type PingMisbehaviour } from '../protocols/ping.js';
import { debugLog } from '../service/debug-log.js';
import { systemClock as clock } from '../service/system-clock.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { Failure } from './failure.js';
import { integer } from './integer.js';
import { onInterrupt } from './interrupt.js';
import { readKeyFile } from './key-file.js';
import type { Output, Run } from './output.js';
import { PingFeed } from './ping-feed.js';

interface PingCommandOptions {
  readonly count: number;
  readonly interval: number;
  readonly timeout: number;
  readonly key?: string;
  readonly plaintext: boolean;
}

const MISBEHAVED: Record<PingMisbehaviour, string> = {
  timeout: 'E_PING_TIMEOUT',
  'unexpected-pong': 'E_PING_UNEXPECTED_PONG',
  'invalid-data': 'E_PING_INVALID_DATA',
};

/** `tentacle ping`: is there a node, who is it, and how far away? */
export function addPing(program: Command, run: Run): void {
  program
    .command('ping')
    .description(
      'dial a node and measure round trips, with /tentacle/ping or, where it is not served, with yamux',
    )
    .argument('<multiaddr>', 'for example /ip4/127.0.0.1/tcp/4001/p2p/Qm…')
    .option('--count <n>', 'round trips', integer(1, 1_000_000), 4)
    .option('--interval <ms>', 'time from one ping to the next', integer(1, 60_000), 1_000)
    .option('--timeout <seconds>', 'for the connection, and for each pong', integer(1, 600), 10)
    .option('--key <file>', 'secret key to dial with (default: a fresh one)')
    .option('--plaintext', 'dial without encryption; the remote must be configured alike', false)
    .option('--json', 'print JSON lines', false)
    .action((address: string, options: PingCommandOptions) =>
      run((output) => pingAddress(output, address, options)),
    );
}

async function pingAddress(output: Output, address: string, options: PingCommandOptions): Promise<ExitCode> {
  Multiaddr.parse(address);
  const interrupt = onInterrupt();
  const feed = new PingFeed();
  const stages = new Stages(output);
  const timeoutMs = options.timeout * 1_000;
  const pings = pingProtocol({
    clock,
    random: nodeCrypto.random,
    intervalMs: options.interval,
    timeoutMs,
    onRtt: (_peer, rttMs) => feed.push(rttMs),
    onMisbehaviour: (_peer, { kind, detail }) =>
      feed.fail(new Failure(MISBEHAVED[kind], detail, EXIT.failed)),
  });
  const node = await createNode({
    ...(options.plaintext
      ? { encryption: 'plaintext' as const }
      : { key: options.key === undefined ? generateKey() : await readKeyFile(options.key, output) }),
    protocols: [pings.binding],
    limits: { connectTimeoutMs: timeoutMs, handshakeTimeoutMs: timeoutMs, pingTimeoutMs: timeoutMs },
    log: stages.log,
  });
  interrupt.signal.addEventListener('abort', () => feed.fail(fail('E_ABORTED')));
  try {
    const waiting = setTimeout(() => output.notice(`connecting to ${address} …`), 1_000);
    const session = await node
      .dial(address, { signal: interrupt.signal })
      .finally(() => clearTimeout(waiting));
    stages.opened(session);
    node.on('session:close', ({ error }) => feed.fail(error ?? fail('E_SESSION_CLOSED')));
    const next = await chooseWay(output, node, session, feed, options, interrupt.signal);
    await report(output, options.count, next);
    return EXIT.ok;
  } finally {
    interrupt.release();
    await node.close();
  }
}

/** Times the stages of a dial, by what the node logs. */
class Stages {
  readonly #output: Output;
  readonly #debug = debugLog(process.env['TENTACLE_DEBUG'], (line) => process.stderr.write(`${line}\n`));
  #since = clock.now();

  constructor(output: Output) {
    this.#output = output;
  }

  readonly log = (event: LogEvent): void => {
    this.#debug?.(event);
    if (event.scope === 'session' && event.event === 'connected') this.#stage('connect', event.detail ?? '');
  };

  opened({ peer, suite, remoteAddress }: SessionHandle): void {
    if (suite === undefined)
      return this.#stage('plaintext', 'nothing is encrypted, and nobody knows who answers');
    const { exchange, cipher, digest } = suite;
    this.#stage('secio', `${peer}  ${exchange} ${cipher} ${digest}`, {
      peer,
      exchange,
      cipher,
      digest,
      remoteAddress,
    });
  }

  #stage(stage: string, detail: string, data: Record<string, string> = { detail }): void {
    const now = clock.now();
    const ms = now - this.#since;
    this.#since = now;
    const { colours } = this.#output;
    this.#output.event(
      'stage',
      { stage, ms, ...data },
      `${colours.bold(stage.padEnd(9))} ${rtt(ms)}  ${detail}`,
    );
  }
}

/** The ping protocol if the remote serves it; yamux, which every node speaks, if not. */
async function chooseWay(
  output: Output,
  node: Node,
  session: SessionHandle,
  feed: PingFeed,
  { interval, timeout }: PingCommandOptions,
  signal: AbortSignal,
): Promise<() => Promise<number>> {
  try {
    await session.protocol(ping, { signal });
    output.event('way', { way: ping.name }, `pings go over ${ping.name}`);
    return () => feed.next();
  } catch (thrown) {
    if (!(thrown instanceof TentacleError) || thrown.stage !== 'select' || node.sessions.length === 0)
      throw thrown;
  }
  output.event('way', { way: 'yamux' }, `the node does not serve ${ping.name}: pings go over yamux`);
  let first = true;
  return async () => {
    if (!first) await sleep(interval, undefined, { signal }).catch(() => Promise.reject(fail('E_ABORTED')));
    first = false;
    return yamuxPing(session, timeout, signal);
  };
}

async function yamuxPing(session: SessionHandle, timeoutS: number, signal: AbortSignal): Promise<number> {
  const deadline = AbortSignal.timeout(timeoutS * 1_000);
  try {
    return await session.ping({ signal: AbortSignal.any([signal, deadline]) });
  } catch (thrown) {
    throw deadline.aborted ? fail('E_YAMUX_PING_TIMEOUT', `no pong within ${timeoutS} s`) : thrown;
  }
}

async function report(output: Output, count: number, next: () => Promise<number>): Promise<void> {
  const rtts: number[] = [];
  for (let number = 1; number <= count; number++) {
    const rttMs = await next();
    rtts.push(rttMs);
    output.event('rtt', { number, rttMs }, `${String(number).padEnd(9)} ${rtt(rttMs)}`);
  }
  const [min, max] = [Math.min(...rtts), Math.max(...rtts)];
  const mean = rtts.reduce((sum, each) => sum + each, 0) / rtts.length;
  const text = `${count} round trips: least ${rtt(min)}, mean ${rtt(mean)}, most ${rtt(max)}`;
  output.event('done', { count, minMs: min, meanMs: mean, maxMs: max }, text);
}

function rtt(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}
