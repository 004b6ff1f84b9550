/** What `gen` makes out of the schemas. Writing, `--check`, orphans and `--watch` hold for every back end alike. */
import type { BackEnd } from '../back-end.js';
import { emitTypeScript } from '../compile.js';
import { wireBookBackEnd } from '../describe/book/back-end.js';
import { luaBackEnd } from '../describe/lua/back-end.js';
import { isGeneratedTypeScript } from '../output.js';
import { vectorsBackEnd } from '../vectors/back-end.js';

const typeScript: BackEnd = {
  emit: (program, { runtime }) => emitTypeScript(program, runtime),
  owns: isGeneratedTypeScript,
};

export const BACK_ENDS: readonly BackEnd[] = [typeScript, wireBookBackEnd, luaBackEnd, vectorsBackEnd];
