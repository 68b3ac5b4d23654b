/** What one core does: pop and push on a heap of 10,000 doubles, per second. Figures of two machines compare by it. */
export function unitPerSecond(): number {
  const size = 10_000;
  const heap = new Float64Array(size);
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  for (let at = 0; at < size; at += 1) {
    const value = next();
    let to = at;
    for (; to > 0 && (heap[(to - 1) >> 1] ?? 0) > value; to = (to - 1) >> 1)
      heap[to] = heap[(to - 1) >> 1] ?? 0;
    heap[to] = value;
  }
  /** Replaces the smallest by something larger: a pop and a push in one walk. */
  const cycle = (): void => {
    const value = (heap[0] ?? 0) + next();
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
      const below = heap[child] ?? 0;
      if (below >= value) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = value;
  };
  for (let n = 0; n < 200_000; n += 1) cycle();
  let best = 0;
  for (let round = 0; round < 5; round += 1) {
    const startedMs = performance.now();
    for (let n = 0; n < 400_000; n += 1) cycle();
    best = Math.max(best, 400_000 / (performance.now() - startedMs));
  }
  return best * 1000;
}
