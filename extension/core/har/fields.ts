/** A file that cannot be opened; `message` goes on after “because”. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsIn(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

export function itemsIn(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberIn(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

const longestHost = 300;

/** The name of a traced host; empty where it is none. */
export function hostIn(value: unknown): string {
  return textIn(value).slice(0, longestHost);
}
