/** What one BPF program cost while the kernel counted (`kernel.bpf_stats_enabled`). */
export interface ProgramCost {
  readonly name: string;
  readonly runs: number;
  readonly nsPerRun: number;
}

/** The tracing programs that ran, from `bpftool -j prog show`. Throws where that cannot be read. */
export function parsePrograms(json: string): ProgramCost[] {
  const programs: unknown = JSON.parse(json);
  if (!Array.isArray(programs)) throw new Error('bpftool told no list of programs.');
  return programs.flatMap((program: Record<string, unknown>) => {
    const { name, run_cnt: runs, run_time_ns: ns } = program;
    if (typeof name !== 'string' || typeof runs !== 'number' || typeof ns !== 'number') return [];
    return runs > 0 ? [{ name, runs, nsPerRun: ns / runs }] : [];
  });
}
