import { latestMs } from '../session/shape.ts';

/** ISO 8601 with a year of four digits, as HAR has it; `undefined` for a time that has none of these. */
export function isoTime(epochMs: number): string | undefined {
  const text = Math.abs(epochMs) <= latestMs ? new Date(epochMs).toISOString() : '';
  return /^\d{4}-/.test(text) ? text : undefined;
}
