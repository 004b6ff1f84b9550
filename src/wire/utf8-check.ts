/**
 * `bytes[start, end)` is well-formed UTF-8: table 3-7 of the Unicode standard. The decoders of the platform cannot say so
 * without making a string.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const lead = bytes[at++]!;
    if (lead < 0x80) continue;
    // How many bytes follow, and in which range the first of them is: no overlong forms, surrogates, or more than 10ffff.
    let following = 1;
    let least = 0x80;
    let most = 0xbf;
    if (lead >= 0xe0 && lead < 0xf0) {
      following = 2;
      if (lead === 0xe0) least = 0xa0;
      if (lead === 0xed) most = 0x9f;
    } else if (lead >= 0xf0 && lead < 0xf5) {
      following = 3;
      if (lead === 0xf0) least = 0x90;
      if (lead === 0xf4) most = 0x8f;
    } else if (lead < 0xc2 || lead >= 0xf5) return false;
    if (end - at < following || bytes[at]! < least || bytes[at]! > most) return false;
    for (let i = 1; i < following; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return false;
    at += following;
  }
  return true;
}
