/** What a bench found. */
export interface BenchReport {
  readonly bench: string;
  /** Release of the kernel it ran on. */
  readonly kernel: string;
  readonly results: Readonly<Record<string, number>>;
  /** Lines for people, before the line for programs. */
  readonly tables: readonly string[];
}

/** Columns as wide as their widest cell; all but the first are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return lines
    .map((cells) =>
      widths
        .map((width, column) => {
          const cell = cells[column] ?? '';
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The tables, and as the last line one JSON object for programs. */
export function printed({ bench, kernel, results, tables }: BenchReport): string {
  const bad = Object.entries(results).find(([, value]) => !Number.isFinite(value));
  if (bad) throw new Error(`The bench ${bench} has no number for ${bad[0]}.`);
  return `${[...tables, ''].join('\n\n')}${JSON.stringify({ bench, kernel, results })}\n`;
}
