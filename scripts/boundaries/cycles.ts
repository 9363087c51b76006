/** One shortest cycle of every knot (strongly connected component) of a graph. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  return knotsOf(graph).map((knot) => shortestCycle(graph, knot));
}

/** Tarjan's algorithm; only knots with a cycle in them. */
function knotsOf(graph: ReadonlyMap<string, readonly string[]>): Set<string>[] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: Set<string>[] = [];

  const visit = (node: string): number => {
    const index = order.size;
    let lowest = index;
    order.set(node, index);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (onStack.has(next)) lowest = Math.min(lowest, order.get(next) ?? lowest);
    }
    if (lowest === index) {
      const knot = new Set(stack.splice(stack.indexOf(node)));
      for (const member of knot) onStack.delete(member);
      if (knot.size > 1 || graph.get(node)?.includes(node)) knots.push(knot);
    }
    return lowest;
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return knots;
}

function shortestCycle(graph: ReadonlyMap<string, readonly string[]>, knot: ReadonlySet<string>): string[] {
  const paths = [...knot].map((start) => pathBack(graph, knot, start));
  return paths.reduce((best, path) => (path.length < best.length ? path : best));
}

/** Breadth first from a node until an edge leads back to it. A knot guarantees that there is one. */
function pathBack(graph: ReadonlyMap<string, readonly string[]>, knot: ReadonlySet<string>, start: string): string[] {
  const queue = [[start]];
  const seen = new Set([start]);
  for (const path of queue) {
    for (const next of graph.get(path.at(-1) ?? start) ?? []) {
      if (next === start) return path;
      if (!knot.has(next) || seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return [...knot];
}
