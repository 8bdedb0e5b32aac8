import type { EndpointRow } from './protocol/rows.ts';
import type { Cell, Column } from './table/column.ts';
import { formatBytes, formatCount, formatDuration } from './text/format.ts';
import { plural } from './text/nouns.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';
import { tracedHostColumn } from './traced-host-column.ts';

const sortable = true;

export const endpointColumns: readonly Column<EndpointRow>[] = [
  tracedHostColumn,
  {
    ...{ name: 'method', label: t('Method'), width: 64, least: 56, sortable },
    cell: ({ method }) => ({ text: visibleLine(method) }),
  },
  {
    ...{
      name: 'template',
      label: t('Path'),
      width: 200,
      least: 130,
      claim: 0.3,
      grow: 3,
      sortable,
    },
    cell: ({ template, filter }) => ({
      text: visibleLine(template),
      tooltip: t('Click to see its exchanges: {0}', visibleLine(filter)),
    }),
  },
  {
    ...{ name: 'hits', label: t('Hits'), width: 64, least: 50, sortable },
    align: 'end',
    cell: ({ hits }) => ({ text: formatCount(hits) }),
  },
  {
    ...{ name: 'errors', label: t('Errors'), width: 110, least: 100, leaves: 1, sortable },
    align: 'end',
    cell: errorsCell,
  },
  percentile('p50', 'p50', 5),
  percentile('p95', 'p95', 3),
  percentile('p99', 'p99', 4),
  {
    ...{ name: 'bytes', label: t('Bytes'), width: 66, least: 58, leaves: 6, sortable },
    align: 'end',
    cell: ({ bytes }) => ({
      text: formatBytes(bytes),
      tooltip: t('Of the bodies of both messages'),
    }),
  },
  {
    ...{ name: 'recent', label: t('Last 5 minutes'), width: 150, least: 100, grow: 1, leaves: 2 },
    cell: ({ recent }) => {
      const sum = recent.reduce((total, count) => total + count, 0);
      const text = t('{0} in the last five minutes', plural(sum, 'hit'));
      return { text, tooltip: text, counts: recent };
    },
  },
];

function percentile(
  name: 'p50' | 'p95' | 'p99',
  label: string,
  leaves: number,
): Column<EndpointRow> {
  return {
    ...{ name, label, width: 72, least: 66, leaves, sortable },
    align: 'end',
    cell: (row) => ({
      text: formatDuration(row[name]),
      tooltip: t('{0} % took no longer', name.slice(1)),
    }),
  };
}

function errorsCell({ errors, hits }: EndpointRow): Cell {
  if (errors === 0) return { text: '–', tooltip: t('None') };
  const percent = (errors / hits) * 100;
  const share = `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
  const label = t('{0}, {1} of the hits', plural(errors, 'error'), share);
  return {
    text: `${formatCount(errors)} (${share})`,
    tone: 'error',
    sign: { icon: 'error', label },
    tooltip: label,
  };
}
