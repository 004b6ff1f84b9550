/** A protocol with one message, which has one byte field. */
export const oneField = (keys: string, limit: string): string => `
/// @protocol name="/test/a" ${keys}
table A {
    /// ${limit}
    data: Bytes,
}
vector Bytes <byte>;
`;
