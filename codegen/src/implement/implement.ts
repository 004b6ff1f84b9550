/** Adds the methods that a handler lacks to the file that it is written in. */
import { basename } from 'node:path';
import { type ClassDeclaration, Node, Project, type SourceFile, SyntaxKind } from 'ts-morph';

import { didYouMean } from '../diag/suggest.js';
import { pascalCase } from '../ir/names.js';
import { addMethods } from './methods.js';
import { type HandlerInterface, moduleOf, type Stub, stubsOf } from './stub.js';
import { styleOf } from './style.js';
import {
  classTargets,
  hasSpread,
  implemented,
  literalTargets,
  memberNames,
  type Target,
  variableTargets,
} from './targets.js';
import { TextEdits } from './text-edits.js';
import { TypeImports } from './type-imports.js';

export interface ImplementRequest {
  /** The file with the handler, as an absolute path; `text` is `undefined` if it does not exist yet. */
  readonly path: string;
  readonly text: string | undefined;
  /** The generated handler file. */
  readonly generated: { readonly path: string; readonly text: string };
  /** Which of its protocols: the name of the exported constant. */
  readonly constant: string;
  /** The class that is meant, or is to be made. */
  readonly className: string | undefined;
}

/** The new text, with what was added where; or why nothing can be done. */
export type Implemented =
  { readonly text: string; readonly added: readonly Added[] } | { readonly problem: string };

export interface Added {
  readonly target: string;
  readonly methods: readonly string[];
}

export function implement(request: ImplementRequest): Implemented {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const { path, generated } = request;
  const stubs = stubsOf(project.createSourceFile(generated.path, generated.text, { overwrite: true }));
  const stub = stubs.find(({ constant }) => constant === request.constant);
  if (stub === undefined) return { problem: `${generated.path} has no protocol \`${request.constant}\`` };
  const module = moduleOf(`./${basename(generated.path)}`, generated.path);
  const open = (text: string): SourceFile => project.createSourceFile(path, text, { overwrite: true });

  const file = open(request.text ?? '');
  const mistake = syntaxError(project, file);
  if (mistake !== undefined) return { problem: mistake };
  const choice = choose(file, stub, module, request);
  if ('problem' in choice) return choice;
  if (choice.classes === undefined) return complete(project, file, choice.targets, module);
  const names = choice.classes.map(({ name }) => name);
  const extended = open(withClasses(file, choice.classes, module));
  const targets = classTargets(extended, stub).filter(({ label }) => names.includes(label));
  return complete(project, extended, targets, module);
}

interface NewClass {
  readonly name: string;
  readonly handler: HandlerInterface;
}

type Choice =
  | { readonly targets: readonly Target[]; readonly classes?: undefined }
  | { readonly classes: readonly NewClass[] }
  | { readonly problem: string };

/** Which handlers are meant: those that are there, the class that is named, or new ones. */
function choose(
  file: SourceFile,
  stub: Stub,
  module: string,
  { path, text, className }: ImplementRequest,
): Choice {
  const interfaces = stub.handlers.map(({ name }) => `\`${name}\``).join(' or ');
  if (className !== undefined) {
    const all = file.getDescendantsOfKind(SyntaxKind.ClassDeclaration);
    const node = all.find((each) => each.getName() === className);
    if (node !== undefined) return ofClass(node, className, stub, interfaces);
    const hint = didYouMean(className, all.map((each) => each.getName() ?? '').filter(Boolean));
    if (hint !== undefined) return { problem: `${path} has no class \`${className}\`: ${hint}` };
    return newClasses(className, stub);
  }
  if (text === undefined) return newClasses(classNameFor(path, stub), stub);
  const targets = [
    ...classTargets(file, stub),
    ...variableTargets(file, stub),
    ...literalTargets(file, stub, module),
  ];
  if (targets.length > 0) return { targets };
  return {
    problem: `${path} has no class or constant of the type ${interfaces}, and no \`${stub.constant}.handle({ ... })\`: \`--class\` names the class to complete or to add`,
  };
}

function ofClass(node: ClassDeclaration, label: string, stub: Stub, interfaces: string): Choice {
  const handlers = implemented(node, stub);
  const [only, second] = handlers.length > 0 ? handlers : stub.handlers;
  if (handlers.length > 0) return { targets: handlers.map((handler) => ({ node, label, handler })) };
  if (second !== undefined)
    return { problem: `\`${label}\` must say which side it is: implements ${interfaces}` };
  return { targets: [{ node, label, handler: only! }] };
}

function newClasses(name: string, { handlers }: Stub): Choice {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) {
    return { problem: `\`${name}\` is no name of a class: \`--class\` names it` };
  }
  return { classes: handlers.map((handler) => ({ name: name + pascalCase(handler.side ?? ''), handler })) };
}

/** The name of the file, unless the interface is called like that. */
function classNameFor(path: string, { handlers }: Stub): string {
  const stem = basename(path).replace(/\.[cm]?tsx?$/, '');
  const name = pascalCase(stem.replace(/[^A-Za-z0-9]+/g, '_'));
  return handlers.some((handler) => handler.name === name) ? `Default${name}` : name;
}

/** The text with classes at its end that have no methods yet. */
function withClasses(file: SourceFile, classes: readonly NewClass[], module: string): string {
  const text = file.getFullText();
  const style = styleOf(text);
  const { newline } = style;
  const imports = new TypeImports(file, style);
  const bodies = classes.map(({ name, handler }) => {
    const clause = imports.name({ name: handler.name, module });
    return `${newline}export class ${name} implements ${clause} {${newline}}${newline}`;
  });
  const edits = new TextEdits(text);
  imports.edit(edits);
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  edits.insert(text.length, gap + bodies.join(''));
  return edits.apply();
}

function complete(
  project: Project,
  file: SourceFile,
  targets: readonly Target[],
  module: string,
): Implemented {
  // What a base class has is there as well.
  if (file.getClasses().some((each) => each.getExtends() !== undefined))
    project.resolveSourceFileDependencies();
  const text = file.getFullText();
  const style = styleOf(text);
  const edits = new TextEdits(text);
  const imports = new TypeImports(file, style);
  const added: Added[] = [];
  for (const { node, label, handler } of targets) {
    const present = memberNames(node);
    const missing = handler.methods.filter(({ name }) => !present.has(name));
    if (missing.length === 0 || hasSpread(node)) continue;
    addMethods(node, missing, style, imports, edits);
    added.push({ target: label, methods: missing.map(({ name }) => name) });
  }
  for (const { node, handler } of targets) {
    if (Node.isClassDeclaration(node) && !says(node, handler)) {
      addClause(node, imports.name({ name: handler.name, module }), edits);
    }
  }
  imports.edit(edits);
  return { text: edits.apply(), added };
}

function says(node: ClassDeclaration, handler: HandlerInterface): boolean {
  return implemented(node, { constant: '', handlers: [handler] }).length > 0;
}

function addClause(node: ClassDeclaration, name: string, edits: TextEdits): void {
  const last = node.getImplements().at(-1);
  if (last !== undefined) return edits.insert(last.getEnd(), `, ${name}`);
  const before = node.getFirstChildByKindOrThrow(SyntaxKind.OpenBraceToken).getFullStart();
  edits.insert(before, ` implements ${name}`);
}

function syntaxError(project: Project, file: SourceFile): string | undefined {
  const [first] = project.getProgram().getSyntacticDiagnostics(file);
  if (first === undefined) return undefined;
  const message = first.getMessageText();
  const text = typeof message === 'string' ? message : message.getMessageText();
  return `${file.getFilePath()}:${first.getLineNumber()} does not parse: ${text}`;
}
