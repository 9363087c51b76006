import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { parseConfig, variableNames } from "#server/config.ts";

/** No container engine and no cluster here: what can be known of the deployment files without them. */
const root = new URL("..", import.meta.url).pathname;
const read = (path: string) => readFileSync(root + path, "utf8");
const parseYaml = (path: string): unknown => Bun.YAML.parse(read(path));

type Environment = Record<string, string>;

/** The server must accept these settings, and know every name among them. */
function expectConfig(environment: Environment): void {
  const known = new Set<string>(variableNames);
  expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  expect(() => parseConfig(environment)).not.toThrow();
}

function imageEnvironment(): Environment {
  const line = /^ENV (.*)$/m.exec(read("deploy/Dockerfile"))?.[1] ?? "";
  return Object.fromEntries(line.split(" ").map((pair) => pair.split("=")));
}

describe("Dockerfile", () => {
  const text = read("deploy/Dockerfile");

  test("its settings are the server's", () => {
    expectConfig(imageEnvironment());
    expect(imageEnvironment().HOST).toBe("0.0.0.0");
  });

  test("it ends as a user without rights, with a health check that needs no shell", () => {
    const last = text.slice(text.lastIndexOf("\nFROM "));
    expect(last).toContain("\nUSER 65532:65532\n");
    expect(last).toMatch(/HEALTHCHECK .* CMD \["\/usr\/local\/bin\/parlor", "health"\]/);
    expect(last).not.toMatch(/^RUN /m);
  });

  test("the build sees every folder that the program is made of", () => {
    const ignore = read("deploy/Dockerfile.dockerignore").split("\n");
    for (const folder of ["protocol", "crypto", "client", "server", "web", "cli", "scripts"])
      expect(ignore).toContain(`!${folder}`);
  });
});

describe("compose.yaml", () => {
  const compose = parseYaml("deploy/compose.yaml") as { services: Record<string, { environment?: Environment; image?: string }> };
  const example = Object.fromEntries(
    read("deploy/compose.env.example")
      .split("\n")
      .filter((line) => /^\w+=/.test(line))
      .map((line) => line.split("=")),
  ) as Environment;

  test("two nodes with settings the server accepts, all of them explained in the example", () => {
    const nodes = Object.entries(compose.services).filter(([name]) => name.startsWith("parlor-"));
    expect(nodes).toHaveLength(2);
    for (const [, node] of nodes) {
      const filled = Object.entries(node.environment ?? {}).map(([name, value]) => [
        name,
        value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, variable: string, kind: string, other: string) => {
          if (kind === "-") return other;
          expect(Object.keys(example)).toContain(variable);
          return example[variable] || "0123456789abcdefghijklmnopqrstuvwxyz";
        }),
      ]);
      expectConfig({ ...imageEnvironment(), ...Object.fromEntries(filled) });
    }
  });

  test("every image that is pulled has a version", () => {
    const images = Object.values(compose.services).flatMap(({ image }) => (image && image !== "parlor" ? [image] : []));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/:(\d+\.?\d*|RELEASE\.)/);
  });
});

describe("Helm chart", () => {
  const folder = "deploy/helm/parlor";
  const values = parseYaml(`${folder}/values.yaml`) as object;
  const templates = readdirSync(`${root}${folder}/templates`).map((name) => read(`${folder}/templates/${name}`));

  test("chart and values are YAML", () => {
    expect(parseYaml(`${folder}/Chart.yaml`)).toMatchObject({ apiVersion: "v2", name: "parlor" });
    expect(values).toHaveProperty("secrets.databaseUrl");
  });

  test("templates use only values that exist", () => {
    for (const template of templates) {
      for (const [, path] of template.matchAll(/\.Values\.([\w.]+)/g)) expect(values).toHaveProperty(path ?? "");
    }
  });

  test("every action and block of a template is closed", () => {
    for (const template of templates) {
      expect(template.split("{{").length).toBe(template.split("}}").length);
      const opened = template.match(/\{\{-?\s*(?:if|with|range|define)\b/g)?.length ?? 0;
      expect(template.match(/\{\{-?\s*end\s*-?\}\}/g)?.length ?? 0).toBe(opened);
    }
  });

  test("its settings are the server's", () => {
    const names = templates.flatMap((template) =>
      [...template.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? ""),
    );
    expect(names.toSorted()).toEqual([
      "BLOBS_URL",
      "DATABASE_URL",
      "JWT_SECRET",
      "METRICS_TOKEN",
      "PRELOGIN_SECRET",
      "PUBLIC_URL",
      "REDIS_URL",
      "TRUST_PROXY",
    ]);
    for (const name of names) expect<string[]>([...variableNames]).toContain(name);
  });
});

test("the systemd unit's settings are the server's", () => {
  const line = /^Environment=(.*)$/m.exec(read("deploy/systemd/parlor.service"))?.[1] ?? "";
  expectConfig(Object.fromEntries(line.split(" ").map((pair) => pair.split("="))));
});

test("actions of the CI workflow are pinned to a commit", () => {
  const uses = [...read(".github/workflows/ci.yml").matchAll(/uses: (\S+)/g)].map((match) => match[1] ?? "");
  expect(uses.length).toBeGreaterThan(0);
  for (const action of uses) expect(action).toMatch(/@[0-9a-f]{40}$/);
  expect(parseYaml(".github/workflows/ci.yml")).toHaveProperty("jobs.test");
});
