import type { Seeded } from '../codegen/seeded.js';

const TOKEN = /\/\*[^]*?\*\/|(?:\/\/|#)[^\n]*|\w+|\s+|[^]/g;
const INSERTED =
  '{ } [ ] < > ( ) ; : , = . / // # /* */ /**/ ../ 0 1 01 7 4294967295 byte Byte A B T array struct vector table option union syntax import'.split(
    ' ',
  );
const SPACES = [' ', '\t', '\n', '\r\n', '\r', '\f', '\u00a0', '\ufeff', '', '// x\n', '# x\n', '/* x */'];

/** A schema text with a few changes that its author could have made. Much of what comes out is still a schema. */
export function mutateText(random: Seeded, text: string): string {
  const tokens: string[] = text.match(TOKEN) ?? [];
  const any = (): number => random.below(tokens.length + 1);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = any();
    switch (random.below(8)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, INSERTED[random.below(INSERTED.length)]!);
        break;
      case 2:
        tokens.splice(at, 1, INSERTED[random.below(INSERTED.length)]!);
        break;
      case 3:
        tokens.splice(at, 0, tokens[random.below(tokens.length)] ?? '');
        break;
      case 4:
        tokens.splice(at, 1, tokens[random.below(tokens.length)] ?? '');
        break;
      case 5:
        tokens.splice(at, 0, ...tokens.splice(any(), 1 + random.below(12)));
        break;
      default:
        tokens.splice(at, 0, SPACES[random.below(SPACES.length)]!);
    }
  }
  return tokens.join('');
}
