/** Version of the generator as it stands in the header of its output. */
export const VERSION = '0.1.0';
