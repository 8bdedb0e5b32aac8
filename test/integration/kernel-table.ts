/** Which design does what on which kernel: column → row → cell. */
export type KernelTable = Map<string, Map<string, string>>;

const begin = '<!-- written by the tests: begin -->\n';
const end = '<!-- written by the tests: end -->\n';

/** Reads the table out of docs/kernels.md. */
export function readTable(document: string): KernelTable {
  const lines = partsOf(document)
    .table.split('\n')
    .filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const table: KernelTable = new Map(head.slice(1).map((column) => [column, new Map()]));
  for (const [row = '', ...cells] of rows) {
    for (const [i, cell] of cells.entries()) table.get(head[i + 1] ?? '')?.set(row, cell);
  }
  return table;
}

/**
 * The cells of a column, where some were found anew: one that was found to tell of an exchange keeps what is known of
 * it from the whole traffic.
 */
export function withFound(
  known: ReadonlyMap<string, string> | undefined,
  found: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...found].map(([row, cell]) => {
      const before = known?.get(row);
      const knowsMore = cell === 'tells' && (before === 'works' || before === 'fails');
      return [row, knowsMore ? before : cell];
    }),
  );
}

/** The document with another table. A row that a column does not have is left empty there. */
export function withTable(document: string, table: KernelTable): string {
  const { before, after } = partsOf(document);
  const columns = [...table.keys()];
  const rows = [...new Set([...table.values()].flatMap((cells) => [...cells.keys()]))];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const text = [
    line(['design', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map((row) => line([row, ...columns.map((name) => table.get(name)?.get(row) ?? '')])),
  ].join('');
  return `${before}${begin}${text}${end}${after}`;
}

function partsOf(document: string): { before: string; table: string; after: string } {
  const [before = '', rest = ''] = document.split(begin);
  const [table = '', after = ''] = rest.split(end);
  return { before, table, after };
}
