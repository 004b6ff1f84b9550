import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromPeer, Link, ToPeer } from './messages.js';

const PEER_PROGRAM = fileURLToPath(new URL('./peer.ts', import.meta.url));
/** A process that has not ended this long after it was asked to is killed, in ms. */
const STOP_MS = 3_000;

/** One running peer as its parent knows it. */
export interface Member {
  readonly name: string;
  readonly id: string;
  readonly address: string;
  readonly child: ChildProcess;
  links: readonly Link[];
}

/** What a {@link Fleet} reports. */
export interface FleetEvents {
  /** The links of a member, or the members, changed. */
  onChange(): void;
  onHeard(text: string): void;
  /** A member ended that nobody stopped or killed. */
  onLost(member: Member): void;
}

/** The processes of the mesh. Started with the loader of this process, so TypeScript runs as it is. */
export class Fleet {
  readonly #events: FleetEvents;
  readonly #members = new Map<ChildProcess, Member>();
  readonly #children = new Set<ChildProcess>();

  constructor(events: FleetEvents) {
    this.#events = events;
  }

  /** Members that run, the bootstrap node first. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Starts one process and waits until it listens. */
  launch(name: string, bootstrap: string | undefined): Promise<Member> {
    const child = fork(PEER_PROGRAM, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#children.add(child);
    tell(child, bootstrap === undefined ? { type: 'start', name } : { type: 'start', name, bootstrap });
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromPeer) => {
        switch (message.type) {
          case 'ready': {
            const member: Member = { name, id: message.id, address: message.address, child, links: [] };
            this.#members.set(child, member);
            this.#events.onChange();
            return resolve(member);
          }
          case 'links':
            return this.#update(child, message.links);
          case 'heard':
            return this.#events.onHeard(message.text);
          case 'failed':
            return reject(new Error(`${name} did not start: ${message.message}`));
        }
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        this.#children.delete(child);
        const member = this.#members.get(child);
        if (member !== undefined) {
          this.#members.delete(child);
          this.#events.onLost(member);
        }
        reject(new Error(`${name} ended before it listened (${signal ?? `exit code ${code}`})`));
      });
    });
  }

  /** Ends a member as a power cut would: no farewell. */
  async kill(member: Member): Promise<void> {
    this.#members.delete(member.child);
    const ended = once(member.child, 'exit');
    member.child.kill('SIGKILL');
    await ended;
    this.#events.onChange();
  }

  /** Ends all processes, in order if they can. */
  async stop(): Promise<void> {
    this.#members.clear();
    await Promise.all([...this.#children].map(stopChild));
  }

  #update(child: ChildProcess, links: readonly Link[]): void {
    const member = this.#members.get(child);
    if (member === undefined) return;
    member.links = links;
    this.#events.onChange();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  tell(child, { type: 'stop' });
  await ended;
  clearTimeout(timer);
}

function tell(child: ChildProcess, message: ToPeer): void {
  // A child that is gone already reports its exit; that its channel is closed is no news.
  if (child.connected) child.send(message, () => {});
}
