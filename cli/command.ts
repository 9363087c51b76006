/** One command of `parlor`: a file in `commands/`. */
export interface Command {
  /** Shown by `--help`. */
  readonly help: string;
  /** Resolves with the exit code; a command that goes on running never resolves. */
  run(args: readonly string[]): Promise<number>;
}
