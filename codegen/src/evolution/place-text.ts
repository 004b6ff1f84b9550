/** `Nodes.items[]`: a place inside of a field, for people. */
export function placeText(place: string, steps: readonly string[]): string {
  return place + steps.map((step) => (step === '*' ? '[]' : `.${step}`)).join('');
}
