/**
 * The figures of a node for Prometheus. The counts are kept by whoever works (`metrics.ts`, the hub); what is measured here
 * is measured when somebody asks, so a server that nobody asks pays nothing.
 */
import { readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { closeCodes } from "#protocol/close-codes.ts";
import type { Bus } from "../bus/bus.ts";
import { BusProbe } from "../bus/bus-probe.ts";
import type { Distribution, Metrics } from "../metrics.ts";
import type { PresenceStore } from "../presence/presence-store.ts";
import type { Store } from "../store/store.ts";
import { version } from "../version.ts";
import type { Hub } from "../ws/hub.ts";
import { type Family, formatExposition, histogramSamples } from "./exposition-format.ts";

export interface Measured {
  readonly metrics: Metrics;
  readonly hub: Pick<Hub, "size" | "topicCount" | "events" | "deliveries" | "writes">;
  readonly store: Pick<Store, "ping">;
  readonly bus: Bus;
  readonly presence: Pick<PresenceStore, "nodes">;
}

/** A part that has not answered by then counts as unreachable. */
const patienceMs = 2_000;

export class Exposition {
  readonly #probe: BusProbe;
  #loop: ReturnType<typeof monitorEventLoopDelay> | null = null;
  #reading: Promise<string> | null = null;

  constructor(private readonly measured: Measured) {
    this.#probe = new BusProbe(measured.bus);
  }

  /** Whoever asks while an answer is being made gets the same one. */
  read(): Promise<string> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<string> {
    const { store, bus, presence } = this.measured;
    const [storeSeconds, busSeconds, nodes] = await Promise.all([
      timeOf(() => store.ping()),
      // Asked first: a bus that is away still brings a node its own words.
      timeOf(() => bus.ping()).then((answered) => (answered === null ? null : this.#probe.measure(patienceMs))),
      presence.nodes(),
    ]);
    return formatExposition([
      ...this.#traffic(),
      ...probed("parlor_store", "ping", storeSeconds),
      ...probed("parlor_bus", "lag", busSeconds),
      gauge("parlor_nodes", "Nodes that report, this one included.", nodes),
      ...this.#loopLag(),
      ...processFigures(),
    ]);
  }

  #traffic(): Family[] {
    const { metrics, hub } = this.measured;
    return [
      gauge("parlor_sockets", "Open sockets.", hub.size),
      counter("parlor_sockets_opened_total", "Sockets opened so far.", metrics.socketsOpened),
      counters("parlor_sockets_closed_total", "Sockets closed so far.", { reason: closedByReason(metrics) }),
      counters("parlor_requests_total", "Calls of operations.", { door: Object.entries(metrics.requests) }),
      counters("parlor_refusals_total", "Calls that were refused.", { code: metrics.refusals }),
      histogram("parlor_acknowledgement_seconds", "From a send to its acknowledgement.", metrics.acknowledgement),
      histogram("parlor_store_append_seconds", "Until a message is committed.", metrics.storeAppend),
      histogram("parlor_store_write_seconds", "Until any other change is committed.", metrics.storeWrite),
      gauge("parlor_topics", "Conversations and people that sockets of this node follow.", hub.topicCount),
      counter("parlor_events_total", "Events that came for sockets of this node.", hub.events),
      counter("parlor_deliveries_total", "The same, counted once for each socket.", hub.deliveries),
      counter("parlor_socket_writes_total", "Writes to sockets that carried them.", hub.writes),
    ];
  }

  /** Since the reading before; the first one only begins to watch. */
  #loopLag(): Family[] {
    if (!this.#loop) {
      this.#loop = monitorEventLoopDelay({ resolution: 20 });
      this.#loop.enable();
      return [];
    }
    const { mean, max } = this.#loop;
    const p99 = this.#loop.percentile(99);
    this.#loop.reset();
    const about = "Lag of the event loop since the reading before";
    return [
      gauge("parlor_event_loop_lag_seconds", `${about}, mean.`, mean / 1e9),
      gauge("parlor_event_loop_lag_p99_seconds", `${about}, 99th percentile.`, p99 / 1e9),
      gauge("parlor_event_loop_lag_max_seconds", `${about}, longest.`, max / 1e9),
    ];
  }
}

function processFigures(): Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return [
    counters("parlor_info", "The version.", { version: [[version, 1]] }, "gauge"),
    counter("process_cpu_seconds_total", "CPU time used so far.", (user + system) / 1e6),
    gauge("process_resident_memory_bytes", "Memory in use.", rss),
    gauge("parlor_heap_bytes", "Memory of the JavaScript heap in use.", heapUsed),
    gauge("process_start_time_seconds", "When it started, in seconds since 1970.", Math.round(performance.timeOrigin / 1_000)),
    ...openFiles(),
  ];
}

/** Connections count as files; where there is no /proc nobody knows. */
function openFiles(): Family[] {
  try {
    return [gauge("process_open_fds", "Open files and connections.", readdirSync("/proc/self/fd").length)];
  } catch {
    return [];
  }
}

/** A client that closes its socket: in good order, going away, without a code. */
const leftCodes = new Set([1000, 1001, 1005]);

/** Close codes that are not Parlor's own are the network's or the client's. */
function closedByReason({ socketsClosed }: Metrics): Iterable<readonly [string, number]> {
  const reasons = new Map<string, number>();
  for (const [code, count] of socketsClosed) {
    const own = Object.entries(closeCodes).find(([, entry]) => entry.code === code)?.[0];
    const reason = own ?? (leftCodes.has(code) ? "left" : "lost");
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  return reasons;
}

/** Seconds; null when the work fails or takes too long. */
async function timeOf(work: () => Promise<void>): Promise<number | null> {
  const start = performance.now();
  const timeout = Promise.withResolvers<null>();
  const timer = setTimeout(() => timeout.resolve(null), patienceMs);
  const seconds = work().then(
    () => (performance.now() - start) / 1_000,
    () => null,
  );
  const outcome = await Promise.race([seconds, timeout.promise]);
  clearTimeout(timer);
  return outcome;
}

/** Whether a part answers, and how long that took. */
function probed(part: string, what: string, seconds: number | null): Family[] {
  return [
    gauge(`${part}_up`, "1 while this part answers.", seconds === null ? 0 : 1),
    gauge(`${part}_${what}_seconds`, "Measured for this reading.", seconds ?? Number.NaN),
  ];
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: "gauge", samples: [{ value }] };
}

function counter(name: string, help: string, value: number): Family {
  return { name, help, type: "counter", samples: [{ value }] };
}

/** One for each value of a label. */
function counters(
  name: string,
  help: string,
  by: Readonly<Record<string, Iterable<readonly [string, number]>>>,
  type: "counter" | "gauge" = "counter",
): Family {
  const samples = Object.entries(by).flatMap(([label, counts]) =>
    Array.from(counts, ([value, count]) => ({ labels: { [label]: value }, value: count })),
  );
  return { name, help, type, samples };
}

function histogram(name: string, help: string, distribution: Distribution): Family {
  return { name, help, type: "histogram", samples: histogramSamples(distribution) };
}
