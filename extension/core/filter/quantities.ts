import { FilterSyntaxError } from './tokens.ts';

const bytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
};
const milliseconds: Readonly<Record<string, number>> = {
  '': 1,
  us: 0.001,
  ms: 1,
  s: 1e3,
  m: 6e4,
  min: 6e4,
};

/** `10k`, `1.5MB`, `200` in bytes: powers of 1000, as the table shows them. @throws FilterSyntaxError */
export function parseBytes(text: string, position: number): number {
  return quantity(text, bytes, 'a size like 500, 10k or 1.5M', position);
}

/** `200`, `200ms`, `1.5s`, `2m` in milliseconds. @throws FilterSyntaxError */
export function parseDuration(text: string, position: number): number {
  return quantity(text, milliseconds, 'a duration like 200ms, 1.5s or 2m', position);
}

/** A status (RFC 9110, section 15) to compare with: three digits. @throws FilterSyntaxError */
export function parseStatus(text: string, position: number): number {
  if (/^[1-9]\d\d$/.test(text)) return Number(text);
  throw new FilterSyntaxError(
    `“${text}” is not a status like 400; for all of a class write “status-code:4xx”.`,
    position,
  );
}

/** `>200ms`, `>=`, `<`, `<=`; without a sign `otherwise` holds. */
export function comparison(
  text: string,
  parse: (text: string) => number,
  otherwise: '>=' | '=',
): (value: number) => boolean {
  const [, sign = '', rest = ''] = /^([<>]?=?)(.*)$/s.exec(text) ?? [];
  const limit = parse(rest.trim());
  switch (sign || otherwise) {
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    default:
      return (value) => value === limit;
  }
}

function quantity(
  text: string,
  units: Readonly<Record<string, number>>,
  like: string,
  position: number,
): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (number === undefined || factor === undefined) {
    throw new FilterSyntaxError(`“${text}” is not ${like}.`, position);
  }
  return Number(number) * factor;
}
