/** What a generated handler file asks of the code that uses it. */
import { dirname, resolve } from 'node:path';
import { type InterfaceDeclaration, Node, type SourceFile, type TypeNode } from 'ts-morph';

/** One generated protocol: a constant, and the interfaces that handlers of it have. */
export interface Stub {
  /** `chat`. */
  readonly constant: string;
  /** One, or those of the two sides of a session. */
  readonly handlers: readonly HandlerInterface[];
}

export interface HandlerInterface {
  readonly name: string;
  /** Its key in what `handle` takes; `undefined` where both sides are alike. */
  readonly side: 'dialer' | 'listener' | undefined;
  /** Methods that have to be there. */
  readonly methods: readonly HandlerMethod[];
}

export interface HandlerMethod {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: TypeText }[];
  readonly returns: TypeText;
}

/** A type as it is written, with the names in it that must be imported. */
export interface TypeText {
  readonly text: string;
  readonly names: readonly ImportedName[];
}

/** A name and the module that exports it: an absolute path for files, else what an import says. */
export interface ImportedName {
  readonly name: string;
  readonly module: string;
}

/** Type arguments of a directed protocol's constant: handlers and peers of both sides take turns. */
const SIDES = ['dialer', undefined, 'listener'] as const;

/** The protocols of a generated handler file. */
export function stubsOf(file: SourceFile): readonly Stub[] {
  return file.getVariableDeclarations().flatMap((declaration) => {
    const type = declaration.getTypeNode();
    if (type === undefined || !Node.isTypeReference(type)) return [];
    const args = type.getTypeArguments();
    const isDirected = type.getTypeName().getText() === 'DirectedProtocolOf';
    const handlers = args.flatMap((arg, i) => {
      const found = file.getInterface(arg.getText());
      // The other arguments are peers.
      if (found === undefined || i % 2 === 1) return [];
      return [handlerInterface(found, isDirected ? SIDES[i] : undefined)];
    });
    return handlers.length === 0 ? [] : [{ constant: declaration.getName(), handlers }];
  });
}

function handlerInterface(
  declaration: InterfaceDeclaration,
  side: HandlerInterface['side'],
): HandlerInterface {
  const file = declaration.getSourceFile();
  const methods = declaration
    .getMethods()
    .filter((method) => !method.hasQuestionToken())
    .map((method): HandlerMethod => ({
      name: method.getName(),
      parameters: method.getParameters().map((parameter) => ({
        name: parameter.getName(),
        type: typeText(parameter.getTypeNodeOrThrow(), file),
      })),
      returns: resultOf(method.getReturnTypeNodeOrThrow(), file),
    }));
  return { name: declaration.getName(), side, methods };
}

/** `Handled` is nothing or a promise of nothing: a method that begins with nothing says so. */
function resultOf(node: TypeNode, file: SourceFile): TypeText {
  return node.getText() === 'Handled' ? { text: 'void', names: [] } : typeText(node, file);
}

function typeText(node: TypeNode, file: SourceFile): TypeText {
  const names = new Map<string, ImportedName>();
  for (const each of [node, ...node.getDescendants()]) {
    if (!Node.isTypeReference(each)) continue;
    const found = origin(each.getTypeName().getText(), file);
    if (found !== undefined) names.set(found.name, found);
  }
  return { text: node.getText(), names: [...names.values()] };
}

/** Where a name in the generated file comes from; `undefined` for those of the language. */
function origin(name: string, file: SourceFile): ImportedName | undefined {
  if (file.getInterface(name) ?? file.getTypeAlias(name))
    return { name, module: withoutExtension(file.getFilePath()) };
  for (const declaration of file.getImportDeclarations()) {
    if (!declaration.getNamedImports().some((each) => each.getName() === name)) continue;
    return { name, module: moduleOf(declaration.getModuleSpecifierValue(), file.getFilePath()) };
  }
  return undefined;
}

/** What an import in `file` leads to: a path without extension, or the name of a package. */
export function moduleOf(specifier: string, file: string): string {
  return specifier.startsWith('.') ? withoutExtension(resolve(dirname(file), specifier)) : specifier;
}

function withoutExtension(path: string): string {
  return path.replaceAll('\\', '/').replace(/\.[cm]?[jt]sx?$/, '');
}
