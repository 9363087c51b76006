/** A node's figures as Prometheus reads them. Loaded when somebody asks for the first time: most servers are never asked. */
import { readdirSync } from "node:fs";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { closeCodes } from "#protocol/close-codes.ts";
import type { Bus } from "./bus/bus.ts";
import { BusProbe } from "./bus/bus-probe.ts";
import type { Distribution, Metrics } from "./metrics.ts";
import type { PresenceStore } from "./presence/presence-store.ts";
import type { Store } from "./store/store.ts";
import { version } from "./version.ts";
import type { Hub } from "./ws/hub.ts";

export interface Measured {
  readonly metrics: Metrics;
  readonly hub: Pick<Hub, "size" | "topicCount" | "events" | "deliveries" | "writes">;
  readonly store: Store;
  readonly bus: Bus;
  readonly presence: PresenceStore;
}

/** A part that has not answered by then counts as unreachable. */
const patienceMs = 2_000;

export class Exposition {
  readonly #registry = new Registry();
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });
  #reading: Promise<string> | null = null;

  constructor(private readonly measured: Measured) {
    this.#loop.enable();
    this.#defineTraffic();
    this.#defineParts();
    this.#defineProcess();
  }

  /** Whoever asks while an answer is being made gets the same one. */
  read(): Promise<string> {
    this.#reading ??= this.#registry.metrics().finally(() => {
      this.#loop.reset();
      this.#reading = null;
    });
    return this.#reading;
  }

  #defineTraffic(): void {
    const { metrics, hub } = this.measured;
    this.#gauge("parlor_sockets", "Open sockets.", () => hub.size);
    this.#counter("parlor_sockets_opened_total", "Sockets opened so far.", () => metrics.socketsOpened);
    this.#counters("parlor_sockets_closed_total", "Sockets closed so far.", "reason", () => closedByReason(metrics));
    this.#counters("parlor_requests_total", "Calls of operations.", "door", () => Object.entries(metrics.requests));
    this.#counters("parlor_refusals_total", "Calls that were refused.", "code", () => metrics.refusals);
    this.#durations("parlor_acknowledgement_seconds", "From a send to its acknowledgement.", metrics.acknowledgement);
    this.#gauge("parlor_topics", "Conversations and people that sockets of this node follow.", () => hub.topicCount);
    this.#counter("parlor_events_total", "Events that came for sockets of this node.", () => hub.events);
    this.#counter("parlor_deliveries_total", "The same, counted once for each socket.", () => hub.deliveries);
    this.#counter("parlor_socket_writes_total", "Writes to sockets that carried them.", () => hub.writes);
  }

  #defineParts(): void {
    const { metrics, store, bus, presence } = this.measured;
    const probe = new BusProbe(bus);
    this.#durations("parlor_store_append_seconds", "Until a message is committed.", metrics.storeAppend);
    this.#durations("parlor_store_write_seconds", "Until any other change is committed.", metrics.storeWrite);
    this.#probed("parlor_store_up", "parlor_store_ping_seconds", async () => {
      const start = performance.now();
      await store.ping();
      return (performance.now() - start) / 1_000;
    });
    this.#probed("parlor_bus_up", "parlor_bus_lag_seconds", async () => {
      // A bus that is away still brings a node its own words.
      await bus.ping();
      return probe.measure(patienceMs);
    });
    this.#gauge("parlor_nodes", "Nodes that report, this one included.", () => presence.nodes());
  }

  #defineProcess(): void {
    this.#counters("parlor_info", "Its version.", "version", () => [[version, 1]]);
    this.#gauge("parlor_event_loop_lag_seconds", "Mean lag since the last reading.", () => this.#loop.mean / nanoseconds);
    this.#gauge("parlor_event_loop_lag_p99_seconds", "Its 99th percentile.", () => this.#loop.percentile(99) / nanoseconds);
    this.#gauge("parlor_event_loop_lag_max_seconds", "The longest.", () => this.#loop.max / nanoseconds);
    this.#gauge("process_resident_memory_bytes", "Memory in use.", () => process.memoryUsage.rss());
    this.#gauge("parlor_heap_bytes", "JavaScript heap in use.", () => process.memoryUsage().heapUsed);
    this.#gauge("process_start_time_seconds", "When it started.", () => Math.round(performance.timeOrigin / 1_000));
    this.#gauge("process_open_fds", "Open files and connections.", countOpenFiles);
    this.#counter("process_cpu_seconds_total", "CPU time used so far.", cpuSeconds);
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        gauge.set(await read());
      },
    });
  }

  #counter(name: string, help: string, read: () => number): void {
    const counter = new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  /** One count for each value of a label. */
  #counters(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
    const counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        counter.reset();
        for (const [value, count] of read()) counter.inc({ [label]: value }, count);
      },
    });
  }

  /** Whether a part answers, and the seconds it took; `NaN` when it does not. */
  #probed(up: string, seconds: string, probe: () => Promise<number | null>): void {
    const registers = [this.#registry];
    const duration = new Gauge({ name: seconds, help: "Measured for this reading.", registers });
    const gauge = new Gauge({
      name: up,
      help: "1 while this part answers.",
      registers,
      async collect() {
        const measured = await inTime(probe());
        gauge.set(measured === null ? 0 : 1);
        duration.set(measured ?? Number.NaN);
      },
    });
  }

  #durations(name: string, help: string, distribution: Distribution): void {
    new PlainHistogram({ name, help, registers: [this.#registry] }, distribution);
  }
}
