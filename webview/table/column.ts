/** What one cell shows. All of it may come from the traced host. */
export interface Cell {
  readonly text: string;
  readonly tooltip?: string;
  /** Shown before the text; `label` says what it means. */
  readonly sign?: Sign;
  readonly tone?: Tone;
}

export interface Sign {
  readonly icon: 'error' | 'warning' | 'slow' | 'pending' | 'partial' | 'missing';
  readonly label: string;
}

export type Tone = 'error' | 'warning' | 'slow' | 'faint';

export interface Column<Row> {
  /** In `data-column`. */
  readonly name: string;
  readonly label: string;
  readonly align?: 'end';
  cell(row: Row): Cell;
}
