import assert from 'node:assert/strict';

import type { ChangeClass, ChangeCode } from '../../codegen/src/evolution/change.js';
import { codecOf } from '../../codegen/src/evolution/codec-pairs.js';
import { checkEvolution, type CheckOptions } from '../../codegen/src/evolution/check.js';
import type {
  CounterexampleReport,
  DirectionReport,
  Finding,
  Report,
} from '../../codegen/src/evolution/report.js';
import { shownValue } from '../../codegen/src/evolution/shown-value.js';
import { readVersion, type Version } from '../../codegen/src/evolution/version.js';
import { loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { renderDiagnostics } from '../../codegen/src/index.js';

/** Declared behind every molecule schema of these tests. */
const MOLECULE_TYPES = `
array Bool [byte; 1];
array Uint8 [byte; 1];
array Uint16 [byte; 2];
array Int32 [byte; 4];
array Uint32 [byte; 4];
array Uint64 [byte; 8];
array Byte4 [byte; 4];
option Uint32Opt (Uint32);
vector Bytes <byte>;
vector Uint32s <Uint32>;
vector Uint64s <Uint64>;
`;

/** `versions`, `max` and the like of the protocol above the first type. */
export function protocol(keys = 'versions=["1"] max=64KiB', name = '/test'): string {
  return `/// @protocol name="${name}" ${keys}\n`;
}

/** One version of the folder `schemas`. */
export function versionOf(label: string, files: Readonly<Record<string, string>>): Version {
  const texts = Object.entries(files).map(([name, text]) => ({ path: `schemas/${name}`, text }));
  const { version, diagnostics } = readVersion({
    label,
    folder: 'schemas',
    files: texts,
    read: () => undefined,
  });
  if (version === undefined) throw new Error(renderDiagnostics(diagnostics));
  return version;
}

export interface Evolved {
  readonly report: Report;
  /** The only finding with this code. */
  one(code: ChangeCode): Finding;
}

/** Checks two versions of a folder, and that every counterexample in the report is real. */
export async function evolveFiles(
  old: Readonly<Record<string, string>>,
  new_: Readonly<Record<string, string>>,
  options: CheckOptions = {},
): Promise<Evolved> {
  const [before, after] = [versionOf('old', old), versionOf('new', new_)];
  const report = await checkEvolution(before, after, options);
  for (const { counterexample, code } of report.findings) {
    const byStub = code.startsWith('MESSAGE_') || code.startsWith('PROTOCOL_');
    if (counterexample !== null && !byStub) await assertReal(counterexample, before, after);
  }
  return {
    report,
    one(code) {
      const found = report.findings.filter((finding) => finding.code === code);
      assert.equal(found.length, 1, `${code} in ${report.findings.map((each) => each.code).join(', ')}`);
      return found[0]!;
    },
  };
}

/** Two versions of a molecule schema with a protocol above its first type. */
export async function evolve(old: string, new_: string, options: CheckOptions = {}): Promise<Evolved> {
  const file = (text: string): Readonly<Record<string, string>> => ({
    'x.mol': `${protocol()}${text}\n${MOLECULE_TYPES}`,
  });
  return evolveFiles(file(old), file(new_), options);
}

/** Two versions of a molecule schema without a protocol. */
export async function evolveBare(old: string, new_: string): Promise<Evolved> {
  return evolveFiles({ 'x.mol': old + MOLECULE_TYPES }, { 'x.mol': new_ + MOLECULE_TYPES });
}

/** Two versions of a protobuf schema with a protocol above its first type. */
export async function evolveProto(
  old: string,
  new_: string,
  syntax: readonly [string, string] = ['proto3', 'proto3'],
): Promise<Evolved> {
  const file = (text: string, version: string): Readonly<Record<string, string>> => ({
    'x.proto': `syntax = "${version}";\n${protocol()}${text}\n`,
  });
  return evolveFiles(file(old, syntax[0]), file(new_, syntax[1]));
}

/** What the stub of a protocol refuses, where its codec does not. */
const BY_STUB = ['E_WIRE_REQUIRED', 'E_METHOD_UNKNOWN', 'E_REPLY_UNEXPECTED'];

/** The bytes of a counterexample, read by codecs that are loaded for this. */
async function assertReal(shown: CounterexampleReport, old: Version, new_: Version): Promise<void> {
  const bytes = Uint8Array.from(Buffer.from(shown.bytes, 'hex'));
  if (bytes.length !== shown.length) return;
  let accepted = 0;
  for (const side of ['old', 'new'] as const) {
    const version = side === 'old' ? old : new_;
    const { program } = version;
    await using codecs = await loadCodecs(version.source);

    const schema = program.schemas.find(({ types }) => types.some(({ name }) => name === shown.type))!;
    const decl = schema.types.find(({ name }) => name === shown.type)!;
    const compatible = side !== shown.writer && shown.reader === 'compatible';
    const sight = shown[side];
    const read = (): unknown => codecOf(codecs, version, decl)!.decode(bytes, { strict: !compatible });
    if ('value' in sight) {
      assert.deepEqual(shownValue(decl, read(), program.lookup(schema)), sight.value, side);
      accepted++;
    } else if (!BY_STUB.includes(sight.refused)) assert.throws(read, { code: sight.refused });
  }
  assert.ok(accepted > 0, 'somebody wrote it');
}

type Share = 'all' | 'none' | 'some';

/** How many of the values a reader accepted. */
export function share(direction: DirectionReport, mode: 'strict' | 'compatible'): Share {
  assert.ok(direction.tried >= 100, `only ${direction.tried} values`);
  if (direction[mode] === direction.tried) return 'all';
  return direction[mode] === 0 ? 'none' : 'some';
}

/** Class, and what is accepted: old data by the new reader and new data by the old one, each strictly and compatibly. */
export function expectRow(
  finding: Finding,
  name: ChangeClass,
  oldToNew: readonly [strict: Share, compatible: Share],
  newToOld: readonly [strict: Share, compatible: Share],
): void {
  const { evidence } = finding;
  assert.equal(finding.class, name, finding.message);
  assert.ok(evidence !== null);
  const shares = (direction: DirectionReport): readonly Share[] => [
    share(direction, 'strict'),
    share(direction, 'compatible'),
  ];
  assert.deepEqual([shares(evidence.oldToNew), shares(evidence.newToOld)], [oldToNew, newToOld]);
  assert.equal(finding.contradiction, null);
  assert.equal(finding.counterexample === null, name === 'safe');
}

/** The code with which a side refuses the bytes of the counterexample; `undefined` if it accepts them. */
export function refusal({ counterexample }: Finding, side: 'old' | 'new'): string | undefined {
  const sight = counterexample?.[side];
  return sight !== undefined && 'refused' in sight ? sight.refused : undefined;
}

/** Percent of the accepted values that were read as something else. */
export function misreadPercent({ misread, compatible }: DirectionReport): number {
  return compatible === 0 ? 0 : (100 * misread) / compatible;
}
