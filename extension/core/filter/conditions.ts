import { compileRegex } from './regex/automaton.ts';
import { FilterSyntaxError, isRegex, type Token } from './tokens.ts';

/** Whether a text holds `part`, in any case of letters. */
export function textMatcher(part: string): (text: string) => boolean {
  const pattern = new RegExp(escapePattern(part), 'iu');
  return (text) => pattern.test(text);
}

/** Whether a text holds what was typed: a part of it, or a `/regular expression/`. */
export function typedMatcher(token: Pick<Token, 'value' | 'quoted' | 'position'>) {
  const source = regexOf(token);
  return source === undefined ? textMatcher(token.value) : compileRegex(source, token.position);
}

/** What stands between the slashes of a regular expression; `undefined` where the value is none. */
export function regexOf({ value, quoted }: Pick<Token, 'value' | 'quoted'>): string | undefined {
  return !quoted && isRegex(value) ? value.slice(1, -1) : undefined;
}

/** `404`, `5xx`, `40x`, `none`, several with commas. */
export function statusCondition({
  value,
  position,
}: Token): (status: number | undefined) => boolean {
  const patterns = value
    .toLowerCase()
    .split(',')
    .map((item) => {
      if (item === 'none') return /^none$/;
      if (!/^[1-9][0-9x][0-9x]$/.test(item)) {
        throw new FilterSyntaxError(
          `“${item}” is not a status; write one like 404, 5xx or none after “status-code:”.`,
          position,
        );
      }
      return new RegExp(`^${item.replaceAll('x', '[0-9]')}$`);
    });
  return (status) => patterns.some((pattern) => pattern.test(String(status ?? 'none')));
}

/** Compares with an authority (RFC 3986, section 3.2); without a port in `value`, any port is right. */
export function domainCondition(value: string): (authority: string) => boolean {
  const withPort = /:(\d+|\*)$/.test(value) && !/^\[?[0-9a-f]*:[0-9a-f:]*$/i.test(value);
  const host = wildcardSource(value.replace(/^\*\./, ''));
  const below = value.startsWith('*.') ? '(?:.*\\.)' : '(?:.*\\.)?';
  const pattern = new RegExp(`^${below}${host}${withPort ? '' : '(?::\\d+)?'}$`, 'iu');
  return (authority) => pattern.test(authority);
}

/** Compares with the path of a request target (RFC 9112, section 3.2), without its query. */
export function pathCondition(token: Token): (target: string) => boolean {
  const matches = textCondition(token);
  return (target) => matches(pathOf(target));
}

/** Part of a text; the whole of it where `*` stands for anything; or a regular expression. */
export function textCondition(token: Token): (text: string) => boolean {
  const source = regexOf(token);
  if (source !== undefined) return compileRegex(source, token.position);
  const { value } = token;
  const pattern = value.includes('*')
    ? new RegExp(`^${wildcardSource(value)}$`, 'iu')
    : new RegExp(escapePattern(value), 'iu');
  return (text) => pattern.test(text);
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const path = target.startsWith('/')
    ? target
    : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

/** The source of a regular expression in which `*` stands for anything and all else for itself. */
export function wildcardSource(value: string): string {
  return value.split('*').map(escapePattern).join('.*');
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
