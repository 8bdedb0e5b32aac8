/** What one cell shows. All of it may come from the traced host. */
export interface Cell {
  readonly text: string;
  readonly tooltip?: string;
  /** Shown before the text; `label` says what it means. */
  readonly sign?: Sign;
  readonly tone?: Tone;
  /** Drawn in place of the text, which is read out. */
  readonly bars?: readonly Bar[];
  /** Counts, drawn as columns beside each other in place of the text. */
  readonly counts?: readonly number[];
}

export interface Sign {
  readonly icon:
    | 'error'
    | 'warning'
    | 'slow'
    | 'pending'
    | 'partial'
    | 'missing'
    | 'in'
    | 'out'
    | 'both'
    | 'note';
  readonly label: string;
}

export type Tone = 'error' | 'warning' | 'slow' | 'faint';

/** A stretch of time, in milliseconds of whatever clock the whole column has. */
export interface Bar {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of the same clock. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Column<Row> {
  /** In `data-column`. */
  readonly name: string;
  readonly label: string;
  readonly align?: 'end';
  /** Pixels, unless somebody has set another width. */
  readonly width: number;
  /** Pixels below which it is not readable. */
  readonly least: number;
  /** Its share of the room that is left. */
  readonly grow?: number;
  /** The part of the table, 0 to 1, that it is to have before columns that can leave have room. */
  readonly claim?: number;
  /** Where there is no room, the column with the highest number leaves first; without one it stays. */
  readonly leaves?: number;
  /** Shown only when somebody wants it, or when it is called for. */
  readonly extra?: true;
  readonly sortable?: true;
  cell(row: Row): Cell;
  /** The stretch of time that the bars of rows in view are drawn within. */
  span?(row: Row): Span;
}
