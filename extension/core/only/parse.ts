import type { Only } from '../../../remote-agent/protocol/messages.ts';
import { FilterSyntaxError, type Token, tokenize } from '../filter/tokens.ts';

/** What can be watched alone; the kernel passes over everything else. */
export const onlyKeys = ['process', 'pid', 'port', 'container', 'cgroup'] as const;
type OnlyKey = (typeof onlyKeys)[number];

/** The agent takes no more of a kind. */
const mostOfAKind = 64;

/**
 * Reads what is to be watched: `process:nginx port:80,8080 container:4f1d`. Of several of one kind any may hold; of
 * several kinds each must. Text without a condition is everything.
 *
 * - `process:nginx`: processes of that name, as `ps -o comm` shows it
 * - `pid:12`
 * - `port:8080`: of either end
 * - `container:4f1d`: the beginning of a container's id
 * - `cgroup:/system.slice/nginx.service`: that cgroup and those below it
 *
 * @throws FilterSyntaxError
 */
export function parseOnly(text: string): Only | undefined {
  const tokens = tokenize(text, isOnlyKey);
  if (tokens.length === 0) return undefined;
  const values: Record<OnlyKey, string[]> = {
    ...{ process: [], pid: [], port: [], container: [], cgroup: [] },
  };
  for (const token of tokens) {
    const kind = values[keyOf(token)];
    // A path may hold commas.
    kind.push(...(token.key === 'cgroup' ? [token.value] : token.value.split(',')));
    if (kind.length > mostOfAKind) {
      const message = `At most ${mostOfAKind} of “${token.key}:” can be watched.`;
      throw new FilterSyntaxError(message, token.position);
    }
    if (kind.includes('')) {
      throw new FilterSyntaxError(`A value of “${token.key}:” is missing.`, token.position);
    }
  }
  return {
    pids: values.pid.map((value) => whole('pid', value, 2 ** 31 - 1)),
    names: values.process,
    ports: values.port.map((value) => whole('port', value, 65_535)),
    cgroups: values.cgroup,
    containers: values.container,
  };
}

function isOnlyKey(name: string | undefined): name is OnlyKey {
  return (onlyKeys as readonly (string | undefined)[]).includes(name);
}

function keyOf({ key, negated, value, position }: Token): OnlyKey {
  if (negated) {
    throw new FilterSyntaxError('What is to be watched cannot be negated by “-”.', position);
  }
  if (isOnlyKey(key)) return key;
  const keys = onlyKeys.map((name) => `${name}:`).join(', ');
  throw new FilterSyntaxError(`“${value}” is none of ${keys}.`, position);
}

function whole(key: OnlyKey, value: string, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= most) return number;
  throw new FilterSyntaxError(`“${value}” is no ${key}: those are 1 to ${most}.`, 0);
}
