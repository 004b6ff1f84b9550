/** Vectors of broken molecule: for every header word each mistake that it can have, with the error class that it is. */
import type { Lookup, TypeDecl } from '../ir/model.js';
import { toJson } from '../values/json.js';
import { moleculeTree } from '../values/molecule-build.js';
import {
  allNodes,
  type HeaderWord,
  type MolNode,
  replaceNode,
  type TableNode,
  writeMolecule,
} from '../values/molecule-tree.js';
import { rawIn, withByte } from '../values/mutate-molecule.js';
import { typicalValue } from '../values/plain.js';
import { hexOf, type Rows } from './row.js';

const HEADER = 'E_WIRE_HEADER';
const TOTAL_SIZE = 'E_WIRE_TOTAL_SIZE';
const OFFSETS = 'E_WIRE_OFFSETS';
const FIELD_COUNT = 'E_WIRE_FIELD_COUNT';
const UNKNOWN_ITEM = 'E_WIRE_UNKNOWN_ITEM';
const UTF8 = 'E_WIRE_UTF8';
const VALUE = 'E_WIRE_VALUE';

/** Cut off, overlong, a surrogate, and no letter at all. */
const NOT_UTF8 = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]];

/** A word that is wrong in some way. */
type Wrong = readonly [what: string, value: number, code: string];

/** Mistakes of what stands directly in `decl`. Its inner types have vectors of their own. */
export function addMoleculeMistakes(rows: Rows, decl: TypeDecl, lookup: Lookup): void {
  const value = typicalValue(decl, lookup, 1);
  const root = moleculeTree(decl, value, lookup);
  const { bytes, words } = writeMolecule(root);
  const named = new Names();
  const own = new Set([...allNodes(root)].filter((node) => node.owner === decl.name));
  for (const word of words) {
    if (!own.has(word.node)) continue;
    const name = named.of(word.node, wordName(word));
    for (const [what, wrong, code] of wrongWords(word))
      rows.refused(`${name} ${what}`, withWord(bytes, word.at, wrong), code);
  }
  for (const node of own) {
    const name = named.of(node, '');
    for (const [what, other, code] of wrongNodes(node)) {
      rows.refused(`${name} ${what}`, writeMolecule(replaceNode(root, node, other)).bytes, code);
    }
  }
  if (root.kind === 'table' && root.fields.length === root.most) {
    const extra = writeMolecule({ ...root, fields: [...root.fields, rawIn(root, Uint8Array.of(1, 2, 3))] });
    const json = toJson(decl, value, lookup);
    rows.add(`${decl.name} a field more`, {
      value: json,
      hex: hexOf(extra.bytes),
      encoded: hexOf(bytes),
      strict: FIELD_COUNT,
    });
  }
}

/** One mistake in every header word of a message, however deep. */
export function addDeepMistakes(rows: Rows, decl: TypeDecl, lookup: Lookup): void {
  const { bytes, words } = writeMolecule(moleculeTree(decl, typicalValue(decl, lookup, 6), lookup));
  for (const word of words) {
    const [wrong] = wrongWords(word);
    if (word.node.owner === decl.name || wrong === undefined) continue;
    const [what, value, code] = wrong;
    rows.refused(
      `deep ${word.node.path} ${wordName(word)} at ${word.at} ${what}`,
      withWord(bytes, word.at, value),
      code,
    );
  }
}

function wordName({ kind, index }: HeaderWord): string {
  return kind === 'offset' ? `offset ${index}` : kind;
}

function wrongWords({ kind, index, node, length }: HeaderWord): readonly Wrong[] {
  switch (kind) {
    case 'total':
      return [
        ['+1', length + 1, TOTAL_SIZE],
        ['-1', length - 1, TOTAL_SIZE],
        ['0', 0, TOTAL_SIZE],
        ['2^32-1', 0xffff_ffff, TOTAL_SIZE],
      ];
    case 'count': {
      if (node.kind !== 'fixvec') return [];
      const count = node.items.length / node.itemSize;
      return [
        ['+1', count + 1, TOTAL_SIZE],
        ...(count > 0 ? [['0', 0, TOTAL_SIZE] satisfies Wrong] : []),
        ['2^31', 0x8000_0000, TOTAL_SIZE],
        ['2^32-1', 0xffff_ffff, TOTAL_SIZE],
      ];
    }
    case 'id': {
      const known = node.kind === 'union' ? node.known : [];
      let unknown = 0;
      while (known.includes(unknown)) unknown++;
      return [unknown, 0xffff_ffff]
        .filter((id) => !known.includes(id))
        .map((id): Wrong => [String(id), id, UNKNOWN_ITEM]);
    }
    case 'offset':
      return index === 0 ? wrongFirstOffset(node, length) : wrongOffset(node, index, length);
  }
}

/** The first offset says how long the header is, and so how many items there are. */
function wrongFirstOffset(node: MolNode, length: number): readonly Wrong[] {
  const wrong: Wrong[] = [
    ['4', 4, OFFSETS],
    ['0', 0, OFFSETS],
    ['not a multiple of 4', 9, OFFSETS],
    ['beyond the end', (length & ~3) + 4, HEADER],
    ['2^32-4', 0xffff_fffc, HEADER],
  ];
  if (node.kind === 'table' && node.least > 1) wrong.push(['8', 8, FIELD_COUNT]);
  return wrong;
}

function wrongOffset(node: MolNode, index: number, length: number): readonly Wrong[] {
  const count = node.kind === 'table' ? node.fields.length : node.kind === 'dynvec' ? node.items.length : 0;
  const last: Wrong = ['beyond the end', length + 1, OFFSETS];
  const inner: Wrong = ['behind the next', 0xffff_ffff, OFFSETS];
  return [index === count - 1 ? last : inner, ['0', 0, OFFSETS]];
}

/** Other nodes in the place of one, all headers around them right. */
function wrongNodes(node: MolNode): readonly (readonly [what: string, other: MolNode, code: string])[] {
  const raw = (...bytes: readonly number[]): MolNode => rawIn(node, Uint8Array.from(bytes));
  const short = ['of 3 bytes', raw(1, 2, 3), HEADER] as const;
  switch (node.kind) {
    case 'raw': {
      const { bytes, bools } = node;
      if (bytes.length === 0) return [];
      const longer = ['a byte more', { ...node, bytes: Uint8Array.from([...bytes, 0]) }, TOTAL_SIZE] as const;
      const shorter = ['a byte less', { ...node, bytes: bytes.subarray(1) }, TOTAL_SIZE] as const;
      return [
        longer,
        // Without any byte it might be an option that is absent.
        ...(bytes.length > 1 ? [shorter] : []),
        ...bools
          .slice(0, 1)
          .map((at) => ['Bool 2', { ...node, bytes: withByte(bytes, at, 2) }, VALUE] as const),
      ];
    }
    case 'fixvec': {
      const { items, itemSize, bools, max, text } = node;
      const cut = ['a byte less', { ...node, items: items.subarray(1) }, TOTAL_SIZE] as const;
      const letters = text ? NOT_UTF8.filter((bad) => bad.length <= max) : [];
      return [
        short,
        ...(itemSize > 1 && items.length > 0 ? [cut] : []),
        ...bools
          .slice(0, 1)
          .map((at) => ['Bool 2', { ...node, items: withByte(items, at, 2) }, VALUE] as const),
        ...letters.map(
          (bad) =>
            [`UTF-8 ${hexOf(Uint8Array.from(bad))}`, { ...node, items: Uint8Array.from(bad) }, UTF8] as const,
        ),
      ];
    }
    case 'union':
      return [short];
    case 'dynvec':
      return [short, ['of 6 bytes', raw(6, 0, 0, 0, 0, 0), TOTAL_SIZE]];
    case 'table':
      return [short, ...wrongTables(node)];
  }
}

function wrongTables(node: TableNode): readonly (readonly [string, MolNode, string])[] {
  const { least } = node;
  if (node.most === 0) return [];
  return [
    ['without fields', { ...node, fields: [] }, HEADER],
    ...(least > 1
      ? [['a field less', { ...node, fields: node.fields.slice(0, least - 1) }, FIELD_COUNT] as const]
      : []),
  ];
}

function withWord(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

/** Names for nodes of which several have the same path: items of a list are numbered. */
class Names {
  readonly #numbers = new Map<MolNode, string>();
  readonly #used = new Map<string, number>();

  of(node: MolNode, part: string): string {
    let name = this.#numbers.get(node);
    if (name === undefined) {
      const count = this.#used.get(node.path) ?? 0;
      this.#used.set(node.path, count + 1);
      name = node.path.endsWith('[]') ? `${node.path.slice(0, -1)}${count}]` : node.path;
      this.#numbers.set(node, name);
    }
    return part === '' ? name : `${name} ${part}`;
  }
}
