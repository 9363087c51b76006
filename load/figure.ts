/** One line of the benchmark: what was measured, and what the same machine can do at best in the same run. */
export interface Row {
  readonly figure: string;
  readonly unit: string;
  readonly measured: number;
  /** Null where nothing simpler does the same. */
  readonly floor: number | null;
  readonly goal: Goal | null;
}

type Goal =
  | { readonly kind: "at_most" | "at_least"; readonly value: number }
  /** At most this many times the floor. */
  | { readonly kind: "times_floor"; readonly value: number };

/** Figures that share their processes and data. `name` is what the command line calls them. */
export interface Figure {
  readonly name: string;
  run(): Promise<Row[]>;
}

export const atMost = (value: number): Goal => ({ kind: "at_most", value });
export const atLeast = (value: number): Goal => ({ kind: "at_least", value });
export const timesFloor = (value: number): Goal => ({ kind: "times_floor", value });

export function isMet({ measured, floor, goal }: Row): boolean | null {
  if (!goal) return null;
  switch (goal.kind) {
    case "at_most":
      return measured <= goal.value;
    case "at_least":
      return measured >= goal.value;
    case "times_floor":
      return floor === null ? null : measured <= goal.value * floor;
  }
}
