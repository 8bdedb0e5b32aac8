/** Parts in parentheses may be missing: `years/:year(/:month)`. They are told as other routers write them, in braces. */
export function optionalParts(path: string): string {
  return path
    .replace(/\(\.:format\)$/, '')
    .replaceAll('(', '{')
    .replaceAll(')', '}');
}

/** `categories` are several of a `category`. */
export function singularOf(plural: string): string {
  if (/(hive|tive)s$/.test(plural)) return plural.slice(0, -1);
  return plural
    .replace(/(?<=[lr])ves$/, 'f')
    .replace(/(?<=[^f])ves$/, 'fe')
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|sh|ch|x)es$/, '')
    .replace(/(?<!s)s$/, '');
}
