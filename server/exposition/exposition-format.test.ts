import { expect, test } from "bun:test";
import { Distribution } from "../metrics.ts";
import { formatExposition, histogramSamples } from "./exposition-format.ts";

test("figures with and without labels, whatever the labels hold", () => {
  const text = formatExposition([
    { name: "sockets", help: "Open sockets.", type: "gauge", samples: [{ value: 3 }] },
    {
      name: "refusals_total",
      help: "Refused.",
      type: "counter",
      samples: [
        { labels: { code: "internal" }, value: 1 },
        { labels: { code: 'a "quote",\na line\\' }, value: Number.NaN },
      ],
    },
    { name: "none_total", help: "Nothing yet.", type: "counter", samples: [] },
  ]);
  expect(text).toBe(
    [
      "# HELP sockets Open sockets.",
      "# TYPE sockets gauge",
      "sockets 3",
      "# HELP refusals_total Refused.",
      "# TYPE refusals_total counter",
      'refusals_total{code="internal"} 1',
      'refusals_total{code="a \\"quote\\",\\na line\\\\"} NaN',
      "# HELP none_total Nothing yet.",
      "# TYPE none_total counter",
      "",
    ].join("\n"),
  );
});

test("the buckets of a histogram add up", () => {
  const distribution = new Distribution([0.01, 0.1]);
  for (const seconds of [0.001, 0.002, 0.05, 7]) distribution.note(seconds);
  const text = formatExposition([{ name: "d_seconds", help: "D.", type: "histogram", samples: histogramSamples(distribution) }]);
  expect(text.split("\n").slice(2)).toEqual([
    'd_seconds_bucket{le="0.01"} 2',
    'd_seconds_bucket{le="0.1"} 3',
    'd_seconds_bucket{le="+Inf"} 4',
    "d_seconds_sum 7.053",
    "d_seconds_count 4",
    "",
  ]);
});
