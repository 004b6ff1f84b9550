/** How the compiler's commands end, for scripts. */
export const EXIT = {
  ok: 0,
  /** A schema is wrong, or so is the command line or a file that it names. */
  schema: 1,
  /** The generated code is not what the schemas say. */
  stale: 2,
  /** A schema change breaks peers that run the other version. */
  breaking: 3,
} as const;
