import { Fleet, type Member } from './fleet.js';
import { isBusyMesh, isFullMesh, isRidOf, matrixOf, type MeshReport } from './report.js';
import type { View } from './view.js';

/** The longest delay of a timer, in ms: almost 25 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** What happened after nodes were killed. */
export type Healing = Required<Pick<MeshReport, 'killed' | 'noticedMs' | 'rejoinedMs'>>;

/** Options of a {@link Mesh}. */
export interface MeshPlan {
  /** Nodes of the full mesh. */
  readonly nodes: number;
  /** Time for the mesh to form, and to heal, in seconds. */
  readonly timeout: number;
  /** Gives up whatever is being waited for. */
  readonly signal: AbortSignal;
}

/** The story of this example: nodes start, find each other, some die, others take their place. */
export class Mesh {
  readonly #plan: MeshPlan;
  readonly #view: View;
  readonly #fleet: Fleet;
  /** Look again whenever a peer reports. */
  readonly #waiters = new Set<() => void>();
  #launched = 0;
  readonly #broken = new AbortController();

  constructor(plan: MeshPlan, view: View) {
    this.#plan = plan;
    this.#view = view;
    this.#fleet = new Fleet({
      onChange: () => {
        view.update(this.#fleet.members);
        for (const look of this.#waiters) look();
      },
      onHeard: (text) => view.heard(text),
      onLost: ({ name }) => view.note(`${name} ended by itself`),
    });
  }

  /** Every node has a session with every other, and all of them pinged and talked. */
  get complete(): boolean {
    return isBusyMesh(this.#fleet.members, this.#plan.nodes);
  }

  /** Starts all nodes. Resolves with the time until the full mesh in ms, or `undefined` if it does not come about. */
  async form(): Promise<number | undefined> {
    const { nodes } = this.#plan;
    const formed = this.#until(() => isFullMesh(this.#fleet.members, nodes));
    this.#launch(undefined, (first) => {
      this.#view.note('the others are told this address and nothing else');
      for (let count = 1; count < nodes; count++) this.#launch(first);
    });
    const ms = await formed;
    if (ms !== undefined) this.#view.note(`full mesh of ${nodes} nodes after ${ms} ms`);
    return ms;
  }

  /** Kills the youngest nodes, waits until the others notice, and lets as many new ones join. */
  async killAndHeal(count: number): Promise<Healing> {
    const [bootstrap, ...others] = this.#fleet.members;
    const victims = others.slice(-count);
    const killed = victims.map(({ id }) => id);
    const lost: Healing = { killed, noticedMs: null, rejoinedMs: null };
    if (bootstrap === undefined || (await this.#until(() => this.complete)) === undefined) return lost;
    const noticed = this.#until(() => isRidOf(this.#fleet.members, killed));
    await Promise.all(victims.map((victim) => this.#fleet.kill(victim)));
    this.#view.note(`killed ${victims.map(({ name }) => name).join(', ')}`);
    const noticedMs = await noticed;
    if (noticedMs === undefined) return lost;
    this.#view.note(`all others noticed within ${noticedMs} ms`);
    const rejoined = this.#until(() => isFullMesh(this.#fleet.members, this.#plan.nodes));
    for (let at = 0; at < count; at++) this.#launch(bootstrap);
    const rejoinedMs = await rejoined;
    if (rejoinedMs !== undefined) this.#view.note(`full mesh again after ${rejoinedMs} ms`);
    return { killed, noticedMs, rejoinedMs: rejoinedMs ?? null };
  }

  /** Resolves once everyone has pinged and talked with everyone, or the time for it is over. */
  async settle(): Promise<void> {
    await this.#until(() => this.complete);
  }

  /** Lets the mesh run. */
  async run(seconds: number): Promise<void> {
    await this.#until(() => false, seconds);
  }

  /** The mesh as it is now. */
  report(formedMs: number | undefined, healing: Healing | undefined): MeshReport {
    const { members } = this.#fleet;
    const nodes = members.map(({ id, address }) => ({ id, address }));
    return { nodes, formedMs: formedMs ?? null, matrix: matrixOf(members), ...healing };
  }

  /** Ends all processes. */
  close(): Promise<void> {
    return this.#fleet.stop();
  }

  #launch(bootstrap: Member | undefined, then?: (member: Member) => void): void {
    this.#launched += 1;
    this.#fleet.launch(`node-${this.#launched}`, bootstrap?.address).then(
      (member) => {
        this.#view.note(`${member.name} listens at ${member.address}`);
        then?.(member);
      },
      (thrown: unknown) => {
        // After Ctrl-C processes end before they listen; that is no news.
        if (this.#plan.signal.aborted) return;
        this.#view.note(thrown instanceof Error ? thrown.message : String(thrown));
        this.#broken.abort();
      },
    );
  }

  /** Waits until `condition` holds: the time that took in ms, or `undefined` if it did not within `seconds`. */
  #until(condition: () => boolean, seconds = this.#plan.timeout): Promise<number | undefined> {
    const since = performance.now();
    const signal = AbortSignal.any([this.#plan.signal, this.#broken.signal]);
    return new Promise((resolve) => {
      const end = (ms: number | undefined): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(ms);
      };
      const look = (): void => {
        if (condition()) end(Math.round(performance.now() - since));
      };
      const giveUp = (): void => end(undefined);
      const timer = setTimeout(giveUp, Math.min(seconds * 1_000, MAX_DELAY_MS));
      this.#waiters.add(look);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      else look();
    });
  }
}
