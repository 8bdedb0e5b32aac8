import type { Endpoint } from '../../remote-agent/protocol/exchange.ts';
import { t } from './t.ts';

const unknown = '–';
const counts = new Intl.NumberFormat('en');
const unnamed = t('a Unix socket without a name');

/** Wall clock with milliseconds, in the reader's time zone. */
export function formatTime(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return unknown;
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(
    (part) => String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function formatDate(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return unknown;
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return `${day} ${formatTime(epochMs)}`;
}

/** Milliseconds as `0.42 ms`, `12.3 ms`, `340 ms`, `1.20 s` or `2 min 5 s`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return unknown;
  const ms = Math.max(0, milliseconds);
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes as `0 B`, `999 B`, `1.2 kB`, `34 kB`, `5.6 MB`: powers of 1000, as in browsers' network tables. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes) || bytes < 0) return unknown;
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** `12,345` */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** An IPv6 address in brackets, as in a URL; a Unix socket by its path. */
export function formatEndpoint({ address, port, kind }: Endpoint): string {
  if (kind === 'unix') return address || unnamed;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
