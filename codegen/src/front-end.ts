import type { Extension, Schema, Service, TypeDecl } from './ir/model.js';
import type { collectProtocols } from './ir/protocol.js';

/** What a front end hands over for one file. */
export interface FrontEndFile {
  readonly path: string;
  readonly stem: string;
  readonly format: Schema['format'];
  readonly text: string;
  readonly types: readonly TypeDecl[];
  readonly roots: Parameters<typeof collectProtocols>[0];
  readonly services?: readonly Service[];
  readonly extensions?: readonly Extension[];
  /** Types of other files that this one may name. */
  readonly visible: () => readonly FrontEndFile[];
}
