/** A path as far as it can be read; a computed part is `{}`, and then it is not exact. */
export interface Prefix {
  readonly text: string;
  readonly exact: boolean;
}

export const nothing: Prefix = { text: '', exact: true };

/** Joins prefixes and a template as routers do, with one slash between. */
export function joinPaths(parts: readonly string[]): string {
  const joined = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${joined.join('/')}`;
}

/** One path of several, the outer ones first. */
export function joinPrefixes(parts: readonly Prefix[]): Prefix {
  return {
    text: joinPaths(parts.map(({ text }) => text)),
    exact: parts.every(({ exact }) => exact),
  };
}
