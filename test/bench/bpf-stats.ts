/** What one BPF program cost while the kernel counted (`kernel.bpf_stats_enabled`). */
export interface ProgramCost {
  readonly name: string;
  readonly runs: number;
  readonly ns: number;
}

/**
 * What the programs cost from one `bpftool -j prog show` to the next; those that did not run are left out.
 * Throws where one of the two cannot be read.
 */
export function costsBetween(before: string, after: string): ProgramCost[] {
  const earlier = new Map(parse(before).map((cost) => [cost.name, cost]));
  return parse(after).flatMap(({ name, runs, ns }) => {
    const growth = runs - (earlier.get(name)?.runs ?? 0);
    return growth > 0 ? [{ name, runs: growth, ns: ns - (earlier.get(name)?.ns ?? 0) }] : [];
  });
}

function parse(json: string): ProgramCost[] {
  return programs(json).flatMap(({ name, run_cnt: runs, run_time_ns: ns }) =>
    typeof name === 'string' && typeof runs === 'number' && typeof ns === 'number'
      ? [{ name, runs, ns }]
      : [],
  );
}

function programs(json: string): Record<string, unknown>[] {
  try {
    const list: unknown = JSON.parse(json);
    if (Array.isArray(list)) return list as Record<string, unknown>[];
  } catch {
    // Said below.
  }
  throw new Error(`bpftool told no list of programs: ${json.slice(0, 200)}`);
}
