/** What the official compiler hands to its plugins (`--language - --format json`), made from our parsed schema. */
import { Sizes } from '../../codegen/src/mol/sizes.js';
import { itemIds } from '../../codegen/src/mol/check-declaration.js';
import type { MolDecl } from '../../codegen/src/mol/ast.js';
import { type MolUnit, reachable, scopeOf } from '../../codegen/src/mol/loader.js';
import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';

/** The intermediate data of a sound schema as JSON, byte for byte as the official compiler prints it. */
export function officialIr(root: MolUnit): string {
  const sizes = new Sizes(scopeOf(root, new Diagnostics()));
  const declarations = reachable(root).flatMap((unit) =>
    unit.ast.declarations.map((decl) => ({
      ...declaration(decl, sizes),
      ...(unit === root ? {} : { imported_depth: 1 }),
    })),
  );
  const ir = {
    syntax_version: { version: 0 },
    namespace: root.source.stem,
    imports: imports(root),
    declarations,
  };
  // A version has 64 bits, which a number does not hold.
  const text = JSON.stringify(ir, undefined, 2).replace(/0/, `${root.ast.syntax?.version ?? 1n}`);
  return `${text}\n`;
}

/** Every imported file once, with the first path that leads to it. */
function imports(root: MolUnit): readonly object[] {
  const units = root.imports.map((each) => each.unit);
  return root.ast.imports
    .filter((_, i) => units.indexOf(units[i]!) === i)
    .map(({ path }) => {
      const parts = path.split('/');
      const names = parts.filter((part) => part !== '..');
      return { name: names.at(-1), paths: names.slice(0, -1), path_supers: parts.length - names.length };
    });
}

function declaration(decl: MolDecl, sizes: Sizes): object {
  const name = decl.name.text;
  switch (decl.kind) {
    case 'array':
      return { type: 'array', name, item: decl.item.text, item_count: decl.count };
    case 'option':
      return { type: 'option', name, item: decl.item.text };
    case 'vector': {
      const type = sizes.of(decl.item.text) === 'dynamic' ? 'dynvec' : 'fixvec';
      return { type, name, item: decl.item.text };
    }
    case 'union': {
      const ids = itemIds(decl);
      const items = decl.items.map((item, i) => ({ typ: item.type.text, id: ids[i]! }));
      return { type: 'union', name, items: items.sort((a, b) => a.id - b.id) };
    }
    default: {
      const fields = decl.fields.map((field) => ({ name: field.name.text, type: field.type.text }));
      return { type: decl.kind, name, fields };
    }
  }
}
