/** What is counted, for so many: `1 byte`, `2 bytes`, `3 entries`, `4 levels of messages`. `unit` is that of one. */
export function unitOf(count: number, unit: string): string {
  return count === 1 ? unit : unit.replace(/^\w+/, (word) => `${word.replace(/y$/, 'ie')}s`);
}
