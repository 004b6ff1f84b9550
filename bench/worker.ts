/** One side of one sample, in a process of its own: does what the harness says, and ends with it. */
import type { Candidate, Server } from './candidate.js';
import { CANDIDATES, type CandidateName } from './candidates.js';
import type { Answers, CommandName, Request, Response, Snapshot } from './messages.js';
import { Traffic } from './traffic.js';

let server: Server | undefined;
let traffic: Traffic | undefined;

async function load(name: CandidateName): Promise<Candidate> {
  return (await CANDIDATES[name]()).candidate;
}

async function answer({ name, args }: Request): Promise<Answers[CommandName]> {
  switch (name) {
    case 'serve':
      server = await (await load(args.candidate)).serve(args.scenario);
      return { address: server.address };
    case 'drive':
      traffic = new Traffic(await load(args.candidate), args.address, failed);
      await traffic.start(args.scenario);
      return {};
    case 'hold':
      traffic ??= new Traffic(await load(args.candidate), args.address, failed);
      await traffic.hold(args.sessions);
      return {};
    case 'snapshot':
      return snapshot();
  }
}

function snapshot(): Snapshot {
  const heapBytes = heapAfterCollection();
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    cpuMs: (user + system) / 1000,
    messages: server?.tally.messages ?? traffic?.completed ?? 0,
    bytes: server?.tally.bytes ?? 0,
    sessions: server?.sessions() ?? 0,
    heapBytes,
    medianUs: traffic?.latencies.takeMedianUs() ?? 0,
  };
}

function heapAfterCollection(): number {
  const { gc } = globalThis;
  if (gc === undefined) return 0;
  // The second run takes what finalisers of the first one let go.
  void gc();
  void gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function respond(response: Response): void {
  if (process.connected) process.send!(response);
}

function failed(thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  respond({ type: 'failed', message });
}

process.on('message', (request: Request) => {
  answer(request).then((result) => respond({ type: 'answer', answer: result }), failed);
});
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
// The harness is gone, or has had enough of us.
process.on('disconnect', () => process.exit());
