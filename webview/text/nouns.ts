import { formatCount } from './format.ts';
import { t } from './t.ts';

const nouns = {
  exchange: [() => t('1 exchange'), (count: string) => t('{0} exchanges', count)],
  connection: [() => t('1 connection'), (count: string) => t('{0} connections', count)],
  endpoint: [() => t('1 endpoint'), (count: string) => t('{0} endpoints', count)],
  error: [() => t('1 error'), (count: string) => t('{0} errors', count)],
  event: [() => t('1 event'), (count: string) => t('{0} events', count)],
  hit: [() => t('1 hit'), (count: string) => t('{0} hits', count)],
  item: [() => t('1 item'), (count: string) => t('{0} items', count)],
  member: [() => t('1 member'), (count: string) => t('{0} members', count)],
  message: [() => t('1 message'), (count: string) => t('{0} messages', count)],
  secret: [() => t('1 secret'), (count: string) => t('{0} secrets', count)],
  segment: [() => t('1 segment'), (count: string) => t('{0} segments', count)],
  byte: [() => t('1 byte'), (count: string) => t('{0} bytes', count)],
  character: [() => t('1 character'), (count: string) => t('{0} characters', count)],
} as const;

export type Noun = keyof typeof nouns;

/** `1 exchange`, `2,000 exchanges` */
export function plural(count: number, noun: Noun): string {
  const [one, many] = nouns[noun];
  return count === 1 ? one() : many(formatCount(count));
}
