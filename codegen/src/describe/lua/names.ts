/** Names of filter fields: `chat.say.text`. */
import { schemaName } from '../terms.js';

/** `GetNodes` as `get_nodes`, `URLSet` as `url_set`; `listen_port` stays as it is. */
export function filterName(name: string): string {
  return schemaName(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Gives each name once: a second one that would be the same gets an underscore. */
export class FilterNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(name: string): string {
    let free = filterName(name);
    while (this.#taken.has(free)) free += '_';
    this.#taken.add(free);
    return free;
  }
}
