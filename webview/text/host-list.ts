import { t } from './t.ts';

const most = 3;

/** The names of hosts in a sentence; how many they are where these are too many. */
export function hostList(traces: readonly { readonly host: string }[]): string {
  const names = traces.map(({ host }) => host);
  return names.length > most ? t('{0} hosts', names.length) : names.join(', ');
}
