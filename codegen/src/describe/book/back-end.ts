/** `gen --wire-book <folder>`: a page per schema and an index. */
import { Option } from 'commander';

import { type BackEnd, filesOf } from '../../back-end.js';
import type { Program } from '../../ir/model.js';
import { indexPage } from './index-page.js';
import { MARK } from './markdown.js';
import { schemaPage } from './page.js';

/** Pages by file name. */
export function wireBook(program: Program): ReadonlyMap<string, string> {
  const pages = program.schemas.map((schema) => [`${schema.stem}.md`, schemaPage(schema, program)] as const);
  return filesOf([['README.md', indexPage(program)], ...pages]);
}

export const wireBookBackEnd: BackEnd = {
  option: new Option('--wire-book <folder>', 'describe the bytes of every message, one page per schema'),
  emit: (program) => wireBook(program),
  owns: (file, text) => file.endsWith('.md') && text.startsWith(MARK),
};
