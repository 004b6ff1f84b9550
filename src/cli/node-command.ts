import { createInterface, type Interface } from 'node:readline';
import type { Command } from 'commander';
import { chat } from '../../generated/chat.handler.js';
import { Multiaddr } from '../address/multiaddr.js';
import { createNode, generateKey, nodeCrypto, type Node } from '../node.js';
import { discoveryProtocol } from '../protocols/discovery.js';
import { identifyProtocol } from '../protocols/identify.js';
import { pingProtocol } from '../protocols/ping.js';
import { systemClock as clock } from '../service/system-clock.js';
import { Connector } from './connector.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { Failure } from './failure.js';
import { integer } from './integer.js';
import { onInterrupt } from './interrupt.js';
import { readKeyFile } from './key-file.js';
import { NodeReport } from './node-report.js';
import type { Output, Run } from './output.js';

interface NodeCommandOptions {
  readonly listen: readonly string[];
  readonly bootstrap: readonly string[];
  readonly key?: string;
  readonly seconds?: number;
  readonly allowPrivate: boolean;
}

/** `tentacle node`: runs a node with the protocols that come with this package. */
export function addNode(program: Command, run: Run): void {
  program
    .command('node')
    .description('run a node: ping, identify, discovery, and chat with lines from standard input')
    .option('--listen <multiaddr...>', 'where to listen, for example /ip4/0.0.0.0/tcp/4001', [])
    .option('--bootstrap <multiaddr...>', 'nodes to join through; dialled again when lost', [])
    .option('--key <file>', 'secret key, as `tentacle keygen` makes it (default: a fresh one)')
    .option('--seconds <n>', 'end after this time (default: Ctrl-C)', integer(1, 2_000_000))
    .option('--allow-private', 'also accept and pass on loopback and private addresses', false)
    .option('--json', 'print JSON lines', false)
    .action((options: NodeCommandOptions) => run((output) => runNode(output, options)));
}

async function runNode(output: Output, options: NodeCommandOptions): Promise<ExitCode> {
  const { listen, bootstrap, allowPrivate, seconds } = options;
  if (listen.length + bootstrap.length === 0) {
    const hint = 'for example --listen /ip4/127.0.0.1/tcp/0';
    throw new Failure('E_INVALID_OPTION', '--listen, --bootstrap or both are needed', EXIT.usage, hint);
  }
  for (const address of [...listen, ...bootstrap]) Multiaddr.parse(address);
  const key = options.key === undefined ? generateKey() : await readKeyFile(options.key, output);
  const interrupt = onInterrupt();
  const node = await createNode({ key });
  try {
    if (options.key === undefined)
      output.notice('the key is fresh and not kept: --key FILE gives a lasting peer id');
    const report = new NodeReport(output, node);
    const connector = new Connector(node, bootstrap, (address) => discovery.forget(address));
    const discovery = serve(node, report, connector, allowPrivate);
    for (const address of listen) report.listening(await node.listen(address));
    connector.start();
    const input = chatInput(node);
    await ended(interrupt.signal, seconds);
    input.close();
    connector.close();
    return connector.joined ? EXIT.ok : EXIT.failed;
  } finally {
    interrupt.release();
    await node.close();
  }
}

/** Adds every protocol; returns the one that others refer to. */
function serve(
  node: Node,
  report: NodeReport,
  connector: Connector,
  allowPrivate: boolean,
): ReturnType<typeof discoveryProtocol> {
  const { random } = nodeCrypto;
  const listenAddresses = (): readonly string[] => node.addresses;
  const ping = pingProtocol({
    clock,
    random,
    onRtt: ({ id }, rttMs) => report.rtt(id, rttMs),
    onMisbehaviour: ({ id }, wrong) => report.misbehaved(id, 'ping', wrong),
  });
  const identify = identifyProtocol({
    clock,
    listenAddresses,
    allowPrivate,
    onIdentified: ({ id }, identified) => report.identified(id, identified),
    onMisbehaviour: ({ id }, wrong) => report.misbehaved(id, 'identify', wrong),
  });
  const discovery = discoveryProtocol({
    clock,
    random,
    listenAddresses,
    allowPrivate,
    onAddresses(addresses, { id }) {
      report.discovered(id, addresses);
      for (const address of addresses) connector.consider(address);
    },
    onMisbehaviour: ({ id }, wrong) => report.misbehaved(id, 'discovery', wrong),
  });
  const talk = chat.handle({
    onSay: ({ id }, { text }) => report.said(id, text),
    onSeen() {},
  });
  for (const { binding } of [ping, identify, discovery]) node.add(binding);
  node.add(talk);
  return discovery;
}

/**
 * Every line of standard input is said to all peers, from the time when there is the first one. Its end does not end
 * the node.
 */
function chatInput(node: Node): { close(): void } {
  let lines: Interface | undefined;
  const stopWaiting = node.on('protocol:open', ({ name }) => {
    if (name !== chat.name) return;
    stopWaiting();
    lines = createInterface({ input: process.stdin });
    lines.on('line', (text) => {
      for (const peer of node.peers(chat)) sayTo(peer.send, text);
    });
  });
  return {
    close() {
      stopWaiting();
      lines?.close();
    },
  };
}

/** A line may be longer than the schema allows: then it leaves in pieces. */
function sayTo(send: { say(message: { text: string }): boolean }, text: string): void {
  // A character takes at most 4 bytes, the schema allows 1000 of them.
  for (const piece of text.match(/.{1,250}/gu) ?? []) send.say({ text: piece });
}

function ended(signal: AbortSignal, seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    // Keeps the process alive as well: the timers of a node do not.
    const timer = setTimeout(resolve, (seconds ?? 2_000_000) * 1_000);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
