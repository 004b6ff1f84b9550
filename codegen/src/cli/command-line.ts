import type { Command } from 'commander';

/** Where a command writes to, and whether people look. */
export interface Streams {
  readonly out: Output;
  readonly errors: Output;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What every command gets: its streams, and a way to say how the program ends. */
export interface CommandLine extends Streams {
  exit(code: number): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, line: CommandLine) => void;
