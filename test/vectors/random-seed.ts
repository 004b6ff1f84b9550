/** A seed for one random test: `SEED` of the environment, or another one with every run. */
export function newSeed(): number {
  return Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));
}

/** A test on random input. Its failure says how to run it again on the same input. */
export function itRandomly(title: string, body: (seed: number) => void): void {
  it(title, () => {
    const seed = newSeed();
    try {
      body(seed);
    } catch (thrown) {
      if (thrown instanceof Error) thrown.message += ` (again: SEED=${seed} npm test -- -f "${title}")`;
      throw thrown;
    }
  });
}
