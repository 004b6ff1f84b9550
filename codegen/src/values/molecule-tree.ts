/**
 * A molecule encoding as a tree, which can be changed node by node and written as bytes. It checks no limits and shares
 * nothing with the generated codecs, so it can make what they must refuse, and can be compared with what they write.
 */
export interface NodePlace {
  /** As in the messages of wire errors: `Nodes.items[]`. */
  readonly path: string;
  /** The declaration that the node is written for. */
  readonly owner: string;
}

/** Bytes without a header: what has a fixed size, and an option that is not there. */
export interface RawNode extends NodePlace {
  readonly kind: 'raw';
  readonly bytes: Uint8Array;
  /** Offsets of the Bools in it. */
  readonly bools: readonly number[];
}

export interface FixvecNode extends NodePlace {
  readonly kind: 'fixvec';
  readonly itemSize: number;
  readonly items: Uint8Array;
  readonly bools: readonly number[];
  readonly max: number;
  /** The items are bytes of UTF-8. */
  readonly text: boolean;
}

export interface DynvecNode extends NodePlace {
  readonly kind: 'dynvec';
  readonly items: readonly MolNode[];
  readonly max: number;
}

export interface TableNode extends NodePlace {
  readonly kind: 'table';
  readonly fields: readonly MolNode[];
  /** How many fields a strict reader accepts. */
  readonly least: number;
  readonly most: number;
}

export interface UnionNode extends NodePlace {
  readonly kind: 'union';
  readonly id: number;
  readonly known: readonly number[];
  readonly item: MolNode;
}

export type MolNode = RawNode | FixvecNode | DynvecNode | TableNode | UnionNode;

/** A header word of four bytes in a written tree. */
export interface HeaderWord {
  readonly at: number;
  readonly kind: 'total' | 'offset' | 'count' | 'id';
  /** Which offset of its table or vector. */
  readonly index: number;
  readonly node: MolNode;
  /** Bytes of the node. */
  readonly length: number;
}

/** The bytes of a tree, and where its header words are. */
export function writeMolecule(root: MolNode): {
  readonly bytes: Uint8Array;
  readonly words: readonly HeaderWord[];
} {
  const sizes = new Map<MolNode, number>();
  const bytes = new Uint8Array(measure(root, sizes));
  const view = new DataView(bytes.buffer);
  const words: HeaderWord[] = [];
  const write = (node: MolNode, at: number): number => {
    const length = sizes.get(node)!;
    const word = (kind: HeaderWord['kind'], where: number, value: number, index = 0): void => {
      words.push({ at: where, kind, index, node, length });
      view.setUint32(where, value, true);
    };
    switch (node.kind) {
      case 'raw':
        bytes.set(node.bytes, at);
        break;
      case 'fixvec':
        word('count', at, Math.floor(node.items.length / node.itemSize));
        bytes.set(node.items, at + 4);
        break;
      case 'union':
        word('id', at, node.id);
        write(node.item, at + 4);
        break;
      case 'dynvec':
      case 'table': {
        const children = node.kind === 'table' ? node.fields : node.items;
        word('total', at, length);
        let offset = 4 + 4 * children.length;
        for (const [i, child] of children.entries()) {
          word('offset', at + 4 + 4 * i, offset, i);
          offset += write(child, at + offset);
        }
      }
    }
    return length;
  };
  write(root, 0);
  return { bytes, words };
}

function measure(node: MolNode, sizes: Map<MolNode, number>): number {
  let size = 0;
  if (node.kind === 'raw') size = node.bytes.length;
  else if (node.kind === 'fixvec') size = 4 + node.items.length;
  else {
    for (const child of childrenOf(node)) size += measure(child, sizes) + (node.kind === 'union' ? 0 : 4);
    size += 4;
  }
  sizes.set(node, size);
  return size;
}

export function childrenOf(node: MolNode): readonly MolNode[] {
  switch (node.kind) {
    case 'table':
      return node.fields;
    case 'dynvec':
      return node.items;
    case 'union':
      return [node.item];
    default:
      return [];
  }
}

/** The node and all below it. */
export function* allNodes(node: MolNode): Generator<MolNode> {
  yield node;
  for (const child of childrenOf(node)) yield* allNodes(child);
}

/** The tree with another node in the place of `target`. */
export function replaceNode(root: MolNode, target: MolNode, replacement: MolNode): MolNode {
  if (root === target) return replacement;
  const all = (nodes: readonly MolNode[]): readonly MolNode[] =>
    nodes.map((node) => replaceNode(node, target, replacement));
  switch (root.kind) {
    case 'table':
      return { ...root, fields: all(root.fields) };
    case 'dynvec':
      return { ...root, items: all(root.items) };
    case 'union':
      return { ...root, item: replaceNode(root.item, target, replacement) };
    default:
      return root;
  }
}
