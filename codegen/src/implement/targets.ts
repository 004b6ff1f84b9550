/** Where in a file handlers are: classes and variables of a handler's type, and literals that are given to `handle`. */
import {
  type ClassDeclaration,
  Node,
  type ObjectLiteralExpression,
  type SourceFile,
  SyntaxKind,
} from 'ts-morph';

import { type HandlerInterface, moduleOf, type Stub } from './stub.js';

/** A class or an object literal with the interface that it must have. */
export interface Target {
  readonly node: ClassDeclaration | ObjectLiteralExpression;
  /** For reports: `ChatRoom`, `chat.handle`. */
  readonly label: string;
  readonly handler: HandlerInterface;
}

/** Classes that say that they implement a handler. */
export function classTargets(file: SourceFile, stub: Stub): readonly Target[] {
  return file.getDescendantsOfKind(SyntaxKind.ClassDeclaration).flatMap((node) => {
    const handlers = implemented(node, stub);
    return handlers.map((handler) => ({ node, label: node.getName() ?? 'the class', handler }));
  });
}

/** `const handler: ChatHandler = { ... }`, also behind `satisfies`. */
export function variableTargets(file: SourceFile, stub: Stub): readonly Target[] {
  return file.getDescendantsOfKind(SyntaxKind.VariableDeclaration).flatMap((variable) => {
    const initializer = variable.getInitializer();
    const satisfied = Node.isSatisfiesExpression(initializer) ? initializer : undefined;
    const type = variable.getTypeNode() ?? satisfied?.getTypeNode();
    const node = literalIn(satisfied?.getExpression() ?? initializer);
    if (type === undefined || node === undefined) return [];
    const handler = stub.handlers.find(({ name }) => name === originalName(type.getText(), file));
    return handler === undefined ? [] : [{ node, label: variable.getName(), handler }];
  });
}

/** Handlers that a class says it implements. */
export function implemented(node: ClassDeclaration, stub: Stub): readonly HandlerInterface[] {
  const file = node.getSourceFile();
  const names = node.getImplements().map((clause) => originalName(clause.getExpression().getText(), file));
  return stub.handlers.filter(({ name }) => names.includes(name));
}

/** What a name of `file` is called where it comes from. */
function originalName(text: string, file: SourceFile): string {
  const name = text.slice(text.lastIndexOf('.') + 1);
  const renamed = file
    .getImportDeclarations()
    .flatMap((each) => each.getNamedImports())
    .find((each) => each.getAliasNode()?.getText() === name);
  return renamed?.getName() ?? name;
}

/** `chat.handle({ ... })`, also of a factory and of both sides. */
export function literalTargets(file: SourceFile, stub: Stub, module: string): readonly Target[] {
  const path = file.getFilePath();
  const names = file
    .getImportDeclarations()
    .filter((each) => moduleOf(each.getModuleSpecifierValue(), path) === module)
    .flatMap((each) => each.getNamedImports())
    .filter((each) => each.getName() === stub.constant)
    .map((each) => each.getAliasNode()?.getText() ?? stub.constant);
  return file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => {
    const callee = call.getExpression();
    if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'handle') return [];
    if (!names.includes(rootName(callee.getExpression()))) return [];
    const argument = literalIn(call.getArguments()[0]);
    if (argument === undefined) return [];
    const label = callee.getText();
    return stub.handlers.flatMap((handler): readonly Target[] => {
      if (handler.side === undefined) return [{ node: argument, label, handler }];
      const property = argument.getProperty(handler.side);
      const value = Node.isPropertyAssignment(property) ? literalIn(property.getInitializer()) : undefined;
      return value === undefined ? [] : [{ node: value, label: `${label} ${handler.side}`, handler }];
    });
  });
}

/** `chat` of `chat.as({ ... })`. */
function rootName(node: Node): string {
  if (Node.isCallExpression(node) || Node.isPropertyAccessExpression(node))
    return rootName(node.getExpression());
  return node.getText();
}

/** An object literal, or the one that an arrow function returns. */
function literalIn(node: Node | undefined): ObjectLiteralExpression | undefined {
  if (node === undefined || Node.isObjectLiteralExpression(node)) return node;
  if (Node.isParenthesizedExpression(node)) return literalIn(node.getExpression());
  if (Node.isArrowFunction(node)) return literalIn(node.getBody());
  if (!Node.isBlock(node)) return undefined;
  return literalIn(node.getStatements().find(Node.isReturnStatement)?.getExpression());
}

/** Names of all members that a target has, inherited ones included. */
export function memberNames(node: Target['node']): ReadonlySet<string> {
  if (Node.isObjectLiteralExpression(node)) {
    return new Set(node.getProperties().flatMap((each) => ('getName' in each ? [each.getName()] : [])));
  }
  const names = new Set<string>();
  for (let at: ClassDeclaration | undefined = node; at !== undefined; at = at.getBaseClass()) {
    for (const member of at.getInstanceMembers()) names.add(member.getName());
  }
  return names;
}

/** Something whose members are not written there: they cannot be known. */
export function hasSpread(node: Target['node']): boolean {
  return Node.isObjectLiteralExpression(node) && node.getProperties().some(Node.isSpreadAssignment);
}
