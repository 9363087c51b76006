import { isMet, type Row } from "./figure.ts";

const header = ["figure", "measured", "floor", "ratio", "goal", "met"];

export function formatTable(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cells)];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
    )
    .join("\n");
}

function cells(row: Row): string[] {
  const { figure, unit, measured, floor } = row;
  const met = isMet(row);
  return [
    figure,
    `${formatNumber(measured)} ${unit}`,
    floor === null ? "–" : formatNumber(floor),
    floor ? `${(measured / floor).toFixed(2)} ×` : "–",
    formatGoal(row),
    met === null ? "–" : met ? "yes" : "NO",
  ];
}

function formatGoal({ goal }: Row): string {
  if (!goal) return "–";
  if (goal.kind === "times_floor") return `≤ ${goal.value} ×`;
  return `${goal.kind === "at_most" ? "≤" : "≥"} ${formatNumber(goal.value)}`;
}

function formatNumber(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2);
}
