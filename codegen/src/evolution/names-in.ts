import type { Shape, TypeDecl } from '../ir/model.js';

/** Names of the types that a declaration uses directly. */
export function namesIn(decl: TypeDecl): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (shape: Shape): void => {
    switch (shape.kind) {
      case 'named':
        names.add(shape.name);
        return;
      case 'array':
      case 'list':
      case 'option':
        return visit(shape.item);
      case 'map':
        visit(shape.key);
        return visit(shape.value);
      case 'oneof':
        for (const member of shape.members) visit(member.shape);
    }
  };
  if (decl.kind === 'record') for (const { shape } of decl.fields) visit(shape);
  else if (decl.kind === 'union') for (const { shape } of decl.items) visit(shape);
  else if (decl.kind === 'alias') visit(decl.shape);
  return names;
}
