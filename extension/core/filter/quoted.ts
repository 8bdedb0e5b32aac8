/** A value as it stands in a filter, so that it means itself. */
export function quotedWhereNeeded(value: string): string {
  return /[\s"()\\]|^\/.*\/$/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;
}
