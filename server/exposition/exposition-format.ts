import type { Distribution } from "../metrics.ts";

/** One figure under one name; with labels several lines, one for each sample. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly samples: readonly Sample[];
}

interface Sample {
  /** Added to the name of the family; only histograms have such. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function formatExposition(families: readonly Family[]): string {
  return families.map(formatFamily).join("");
}

/** Buckets as Prometheus has them: each counts all that lies within its bound, and so everything of those before it. */
export function histogramSamples({ bounds, counts, sum }: Distribution): Sample[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return { suffix: "_bucket", labels: { le: index < bounds.length ? String(bounds[index]) : "+Inf" }, value: total };
  });
  return [...buckets, { suffix: "_sum", value: sum }, { suffix: "_count", value: total }];
}

function formatFamily({ name, help, type, samples }: Family): string {
  const lines = samples.map(({ suffix = "", labels = {}, value }) => `${name}${suffix}${formatLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeValue(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
