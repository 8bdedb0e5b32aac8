/** What a segment of a path stands for, where it is not a name; the first that fits. */
const folds: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, '{uuid}'],
  [/^\d{4}-\d{2}-\d{2}$/, '{date}'],
  [/^[+-]?\d+(?:\.\d+)?$/, '{number}'],
  // Hexadecimal of the usual lengths of hashes and ids, with a digit among it: `deadbeef` is a name.
  [/^(?=[a-f]*\d)(?:[0-9a-f]{16,}|[0-9a-f]{12}|[0-9a-f]{8})$/i, '{hash}'],
  // Letters of both cases and digits, as in tokens of Base64.
  [/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{16,}$/, '{token}'],
];

const mostSegments = 24;
const longestSegment = 200;

/** The path of a request target in which what differs from request to request is folded: `/orders/{number}`. */
export function pathTemplate(path: string): string {
  const segments = path.split('/', mostSegments + 1);
  const folded = segments.slice(0, mostSegments).map((segment) => {
    if (segment.length > longestSegment) return '{long}';
    return folds.find(([pattern]) => pattern.test(segment))?.[1] ?? segment;
  });
  return segments.length > mostSegments ? `${folded.join('/')}/…` : folded.join('/');
}

/** The filter that shows the exchanges of a template. */
export function templateFilter(method: string, template: string): string {
  const path = template.replace(/\{[a-z]+\}|…/g, '*');
  // A `*` makes it the whole path; without one, what is longer would be shown too.
  const whole = path.includes('*') ? path : `/^${path.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/`;
  const value =
    /[\s"()]/.test(path) && path.includes('*') ? `"${path.replace(/[\\"]/g, '\\$&')}"` : whole;
  return `method:${/^[\w-]+$/.test(method) ? method : `"${method.replace(/[\\"]/g, '\\$&')}"`} path:${value}`;
}
