/** Changes of molecule encodings by something that knows headers, items and fields. */
import {
  allNodes,
  type DynvecNode,
  type FixvecNode,
  type MolNode,
  type RawNode,
  replaceNode,
  type TableNode,
  writeMolecule,
} from './molecule-tree.js';
import type { Random } from './prng.js';

/** Lists are only filled beyond their limit if that is not more than this. */
const FILL_UP_TO = 4096;

/** One node becomes another: all headers around it stay right. */
export function mutateMoleculeTree(root: MolNode, random: Random): MolNode {
  const target = random.pick([...allNodes(root)]);
  return replaceNode(root, target, changed(target, random));
}

/** The bytes of a tree with one header word that is wrong, or right by chance. */
export function mutateMoleculeWord(root: MolNode, random: Random): Uint8Array {
  const { bytes, words } = writeMolecule(root);
  if (words.length === 0) return bytes;
  const { at, length } = random.pick(words);
  const view = new DataView(bytes.buffer);
  const old = view.getUint32(at, true);
  const near = [old - 4, old - 1, old + 1, old + 4, old * 2];
  const fixed = [0, 1, 4, 8, length, length + 4, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff];
  view.setUint32(at, random.pick([...near, ...fixed, random.next32()]) >>> 0, true);
  return bytes;
}

function changed(node: MolNode, random: Random): MolNode {
  switch (node.kind) {
    case 'raw':
      return changedRaw(node, random);
    case 'fixvec':
      return changedFixvec(node, random);
    case 'dynvec':
      return { ...node, items: changedItems(node, random) };
    case 'table':
      return changedTable(node, random);
    case 'union': {
      const id = random.chance(0.6) ? random.pick(node.known) : node.id + 1;
      return random.chance(0.8) ? { ...node, id: id >>> 0 } : rawIn(node, random.bytes(random.below(6)));
    }
  }
}

function changedRaw(node: RawNode, random: Random): MolNode {
  const { bytes, bools } = node;
  if (bools.length > 0 && random.chance(0.3))
    return { ...node, bytes: withByte(bytes, random.pick(bools), 2) };
  switch (random.below(4)) {
    case 0:
      return { ...node, bytes: bytes.subarray(0, random.below(bytes.length + 1)) };
    case 1:
      return { ...node, bytes: Uint8Array.from([...bytes, ...random.bytes(1 + random.below(4))]) };
    default:
      return { ...node, bytes: random.bytes(bytes.length) };
  }
}

function changedFixvec(node: FixvecNode, random: Random): MolNode {
  const { items, itemSize, bools, max, text } = node;
  if (bools.length > 0 && random.chance(0.3))
    return { ...node, items: withByte(items, random.pick(bools), 2) };
  if (text && items.length > 0 && random.chance(0.3)) {
    return { ...node, items: withByte(items, random.below(items.length), 0xff) };
  }
  const whole = random.below(items.length / itemSize + 1) * itemSize;
  switch (random.below(5)) {
    case 0:
      return { ...node, items: items.subarray(0, whole) };
    case 1:
      return { ...node, items: items.subarray(0, random.below(items.length + 1)) };
    case 2:
      return { ...node, items: Uint8Array.from([...items, ...items.subarray(0, whole)]) };
    case 3:
      return {
        ...node,
        items: max < FILL_UP_TO ? new Uint8Array((max + random.below(2)) * itemSize).fill(1) : items,
      };
    default:
      return { ...node, items: text ? items : random.bytes(items.length) };
  }
}

function changedItems({ items, max }: DynvecNode, random: Random): readonly MolNode[] {
  if (items.length === 0) return items;
  const at = random.below(items.length);
  switch (random.below(4)) {
    case 0:
      return items.slice(0, at);
    case 1:
      return items.filter((_, i) => i !== at);
    case 2:
      return items.length <= max && max < FILL_UP_TO
        ? Array.from({ length: max + random.below(2) }, (_, i) => items[i % items.length]!)
        : items;
    default:
      return swapped(items, at, random.below(items.length));
  }
}

function changedTable(node: TableNode, random: Random): MolNode {
  const { fields } = node;
  switch (random.below(4)) {
    case 0:
      return { ...node, fields: fields.slice(0, random.below(fields.length + 1)) };
    case 1:
    case 2: {
      const extra = Array.from({ length: 1 + random.below(3) }, () =>
        rawIn(node, random.bytes(random.below(9))),
      );
      return { ...node, fields: [...fields, ...extra] };
    }
    default:
      return fields.length < 2
        ? node
        : { ...node, fields: swapped(fields, random.below(fields.length), random.below(fields.length)) };
  }
}

/** Bytes without any structure in the place of a node. */
export function rawIn({ path, owner }: MolNode, bytes: Uint8Array): RawNode {
  return { kind: 'raw', path, owner, bytes, bools: [] };
}

export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  return copy;
}

function swapped<T>(items: readonly T[], a: number, b: number): readonly T[] {
  const copy = [...items];
  [copy[a], copy[b]] = [copy[b]!, copy[a]!];
  return copy;
}
