/** From what a change does to how bad it is: that depends on whether peers of both versions ever meet. */
import { type CommonProtocol, nextVersion, type Standing } from './carriers.js';
import type { ChangeClass, Outcome } from './change.js';

export interface Verdict {
  readonly class: ChangeClass;
  readonly versioned: boolean;
  readonly note?: string | undefined;
  readonly advice: readonly string[];
}

export function classify(outcome: Outcome, { kind, protocols }: Standing): Verdict {
  const plain = (name: ChangeClass, more: Partial<Verdict> = {}): Verdict => {
    return { class: name, versioned: false, advice: [], ...more };
  };
  if (outcome === 'safe') return plain('safe');
  if (kind === 'unused') return plain('safe', { note: 'only one of the two versions is on the wire' });
  if (kind === 'parted') {
    const note = protocols.map(partedText).join('; ');
    if (outcome === 'compatible-readers') return plain('safe', { note });
    return plain('needs-version', { versioned: true, note, advice: protocols.flatMap(keepServing) });
  }
  if (outcome === 'compatible-readers') return plain('compatible-readers');
  const advice = protocols.map(versionAdvice);
  if (outcome === 'silent') return plain('silent', { advice });
  if (kind === 'meets') return plain('needs-version', { advice });
  return plain('break', { note: 'no protocol carries it, so there is no version to tell peers apart' });
}

function partedText({ name, old, new: new_ }: CommonProtocol): string {
  return `peers of ${name} ${list(old)} and ${list(new_)} never meet`;
}

/** Old peers have nobody left to talk to, unless the new release serves their version as well. */
function keepServing({ name, old, new: new_ }: CommonProtocol): readonly string[] {
  const left = old.filter((version) => !new_.includes(version));
  if (left.length < old.length) return [];
  return [
    `to serve old peers too, keep the old schema as a file of its own with name="${name}" versions=${json(left)}`,
  ];
}

/** Which versions to write so that peers of both kinds live on. */
function versionAdvice({ name, common, old, new: new_ }: CommonProtocol): string {
  const added = new_.filter((version) => !old.includes(version));
  const versions = added.length > 0 ? added : [nextVersion([...old, ...new_])];
  const why =
    added.length > 0
      ? `${name} got ${list(added)}, but under ${list(common)} old peers get the new messages too: `
      : '';
  return (
    `${why}write versions=${json(versions)} for ${name}, ` +
    `and keep the old schema as a file of its own with versions=${json(common)}`
  );
}

function list(versions: readonly string[]): string {
  return versions.map((version) => `"${version}"`).join(', ');
}

function json(versions: readonly string[]): string {
  return JSON.stringify(versions);
}

/** What replacing all version strings of a protocol means. */
export function classifyReplacedVersions(protocol: CommonProtocol, changed: boolean): Verdict {
  const note = partedText(protocol);
  if (changed) return { class: 'needs-version', versioned: true, note, advice: keepServing(protocol) };
  const versions = json([...protocol.old, ...protocol.new].sort());
  return {
    class: 'break',
    versioned: false,
    note,
    advice: [`the messages are the same: write versions=${versions}`],
  };
}
