/** Joins prefixes and a template as routers do, with one slash between. */
export function joinPaths(parts: readonly string[]): string {
  const joined = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${joined.join('/')}`;
}
