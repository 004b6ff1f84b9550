import type { DiagnosticMessageChain } from 'ts-morph';

function messageText(text: string | DiagnosticMessageChain): string {
  return typeof text === 'string' ? text : text.getMessageText();
}

/** Parses each output once: a generator that emits broken TypeScript must say so itself, not leave it to users. */
export async function checkSyntax(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  // Loaded late: it costs a third of a second and is not needed when nothing changed.
  const { Project } = await import('ts-morph');
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const problems: string[] = [];
  for (const [path, text] of files) {
    const file = project.createSourceFile(path, text);
    for (const diagnostic of project.getProgram().getSyntacticDiagnostics(file)) {
      problems.push(`${path}:${diagnostic.getLineNumber()}: ${messageText(diagnostic.getMessageText())}`);
    }
  }
  return problems;
}
