import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';
import { compileMolecule } from '../../codegen/src/mol/front-end.js';
import { loadMolecule } from '../../codegen/src/mol/loader.js';
import { Seeded } from '../codegen/seeded.js';
import { compare, type Exception } from '../molecule/compare.js';
import { mutate } from '../molecule/mutate.js';
import { mutateText } from '../molecule/mutate-text.js';
import { officialIr } from '../molecule/official-ir.js';
import { MAIN, PROBES } from '../molecule/probes/index.js';
import { RandomValues } from '../molecule/random-value.js';
import { ownSchemas, pick, type Subject, type Subjects, subjects } from '../molecule/subject.js';
import { needs } from './harness/index.js';
import { askMolecule } from './harness/molecule.js';

/** Rules that the official front end does not have. All are listed in docs/schema.md. */
const STRICTER = ['E_DUPLICATE_FIELD', 'E_DUPLICATE_ITEM', 'E_NUMBER_RANGE', 'E_NAME'];

describe('molecule: our compiler and the official one', function () {
  this.timeout(60_000);
  let folder: string;

  before(needs('molecule'));
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'tentacle-molecule-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** Asks about schemas that stand in files; gives the intermediate data of those that are accepted. */
  function compileOfficially(files: readonly string[]): readonly (string | undefined)[] {
    const answers = askMolecule(files.map((file) => `compile ${file} ${dirname(file)}`));
    return answers.map((answer, i) => {
      assert.match(answer, /^(?:ok|refused)$/);
      return answer === 'ok' ? readFileSync(files[i]!.replace(/mol$/, 'json'), 'utf8') : undefined;
    });
  }

  it(`say the same about ${PROBES.length} probes of the language, and read the same in them`, () => {
    const roots = PROBES.map(({ text, files }, i) => {
      for (const [path, content] of Object.entries({ ...files, [MAIN]: text })) {
        const file = join(folder, `${i}`, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
      return join(folder, `${i}`, MAIN);
    });
    const irs = compileOfficially(roots);
    PROBES.forEach(({ rule, what, text, files, official, ours }, i) => {
      assert.equal(irs[i] === undefined ? 'refuses' : 'accepts', official, `${rule}: ${what}`);
      if (ours.length > 0) return;
      const [unit] = loadMolecule([{ path: MAIN, text }], (path) => files[path], new Diagnostics());
      assert.equal(officialIr(unit!), irs[i], `${rule}: ${what}`);
    });
  });

  it('say the same about 20,000 schemas that somebody changed, and read the same in them', () => {
    const seed = 0x736368;
    const random = new Seeded(seed);
    const sound = PROBES.filter(({ ours, files }) => ours.length === 0 && Object.keys(files).length === 0);
    const texts = Array.from({ length: 20_000 }, () =>
      mutateText(random, sound[random.below(sound.length)]!.text),
    );
    const files = texts.map((text, i) => {
      const file = join(folder, `changed${i}.mol`);
      writeFileSync(file, text);
      return file;
    });
    let accepted = 0;
    let stricter = 0;
    compileOfficially(files).forEach((ir, i) => {
      const file = { path: `changed${i}.mol`, text: texts[i]! };
      const where = `${JSON.stringify(file.text)}, seed ${seed}`;
      const diagnostics = new Diagnostics();
      compileMolecule([file], () => undefined, { unboundedDefault: true }, diagnostics);
      const codes = diagnostics.sorted().map(({ code }) => code);
      if (ir === undefined) assert.notDeepEqual(codes, [], where);
      else if (codes.length > 0) {
        assert.deepEqual(
          codes.filter((code) => !STRICTER.includes(code)),
          [],
          where,
        );
        stricter++;
      } else {
        const [unit] = loadMolecule([file], () => undefined, diagnostics);
        assert.equal(officialIr(unit!), ir, where);
        accepted++;
      }
    });
    console.log(`      ${accepted} accepted by both, ${stricter} by the official compiler alone`);
    assert.ok(accepted > 3_000, `${accepted}`);
  });
});

describe('molecule: our codecs and the official reader', function () {
  this.timeout(60_000);
  /** Comparisons in one go. */
  const BATCH = 10_000;
  let tested: Subjects;

  before(needs('molecule'));
  before(async () => (tested = await subjects(['types', ...ownSchemas()])));
  after(() => tested?.remove());

  interface Question {
    readonly subject: Subject;
    readonly bytes: Uint8Array;
    readonly compatible: boolean;
  }

  function ask(questions: readonly Question[]): readonly string[] {
    return askMolecule(
      questions.map(({ subject, bytes, compatible }) => {
        const hex = Buffer.from(bytes).toString('hex');
        return `${subject.name} ${compatible ? 'compat' : 'strict'} ${hex}`;
      }),
    );
  }

  /** Counts what was intended; everything else has to agree. */
  function check(
    question: Question,
    official: string,
    intended: Record<Exception, number>,
    seed: number,
  ): void {
    const { subject, bytes, compatible } = question;
    const found = compare(subject, bytes, compatible, official);
    if (found === 'agrees') return;
    if (typeof found === 'string') {
      intended[found] += 1;
      return;
    }
    const hex = Buffer.from(bytes).toString('hex');
    const mode = compatible ? 'compatible' : 'strict';
    assert.fail(`${subject.name} ${mode} ${hex}: official ${official}, ours ${found.seen}, seed ${seed}`);
  }

  it('the reader accepts 20,000 random values that our codecs wrote, and its builder writes them again', () => {
    const seed = 0x76616c;
    const random = new Seeded(seed);
    const intended = { bool: 0, since: 0 };
    for (let batch = 0; batch < 2; batch++) {
      const questions = Array.from({ length: BATCH }, (): Question => {
        const subject = pick(random, tested);
        const value = new RandomValues(subject.scope, random).of(subject.type);
        return { subject, bytes: subject.codec.encode(value), compatible: false };
      });
      ask(questions).forEach((official, i) => {
        // Without its last fields a value is one of an older version, which the official reader does not know.
        if (official !== 'FieldCountNotMatch') assert.equal(official, 'ok', questions[i]!.subject.name);
        check(questions[i]!, official, intended, seed);
      });
    }
    console.log(`      exceptions: ${JSON.stringify(intended)}`);
    assert.equal(intended.bool, 0);
    assert.ok(intended.since > 0 && intended.since < 1_000, `${intended.since}`);
  });

  it('give the same verdicts on 100,000 changed byte strings, strict and compatible', () => {
    const seed = 0x6d7574;
    const random = new Seeded(seed);
    const intended = { bool: 0, since: 0 };
    const verdicts = new Map<string, number>();
    const pool: Uint8Array[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const questions = Array.from({ length: BATCH / 2 }, (_, i) => {
        const subject = pick(random, tested);
        const bytes = subject.codec.encode(new RandomValues(subject.scope, random).of(subject.type));
        pool[i % 50] = bytes;
        const changed = mutate(random, bytes, pool);
        return [false, true].map((compatible): Question => ({ subject, bytes: changed, compatible }));
      }).flat();
      ask(questions).forEach((official, i) => {
        verdicts.set(official, (verdicts.get(official) ?? 0) + 1);
        check(questions[i]!, official, intended, seed);
      });
    }
    console.log(`      verdicts: ${JSON.stringify(Object.fromEntries(verdicts))}`);
    console.log(`      exceptions: ${JSON.stringify(intended)}`);
    assert.ok(verdicts.get('ok')! >= 20_000, `${verdicts.get('ok')} of 200,000 accepted`);
    assert.equal(verdicts.size, 6);
    assert.ok(intended.bool > 0 && intended.since > 0);
    assert.ok(intended.bool + intended.since < 10_000);
  });
});
