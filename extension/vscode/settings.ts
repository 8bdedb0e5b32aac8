import * as vscode from 'vscode';
import type { StartOptions } from '../core/session/session.ts';
import type { TraceLimits } from '../core/store/trace-store.ts';

const section = 'httpTrace';
const mebibyte = 1024 * 1024;

const designs = ['auto', 'tracepoint', 'kprobe', 'raw_tp', 'socket_filter'] as const;

export function readStartOptions(): StartOptions {
  const settings = vscode.workspace.getConfiguration(section);
  const design = settings.get<string>('design');
  return {
    design: designs.find((name) => name === design) ?? 'auto',
    // Anything but a plain `false` keeps secrets on the host.
    redact: settings.get<unknown>('redact') !== false,
    secretPatterns: texts(settings.get('secretPatterns')),
    captureLimit: whole(settings.get('captureLimit'), 0, 16 * mebibyte, 65_536),
  };
}

export function readLimits(): TraceLimits {
  const settings = vscode.workspace.getConfiguration(section);
  const maxExchanges = whole(settings.get('maxExchanges'), 100, 5_000_000, 100_000);
  return { maxExchanges, maxConnections: maxExchanges, maxBytes: 200 * mebibyte };
}

export function onLimitsChanged(act: (limits: TraceLimits) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.maxExchanges`)) act(readLimits());
  });
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Settings are written by hand: what is no number in the range becomes the nearest one, or the default. */
function whole(value: unknown, least: number, most: number, otherwise: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(Math.max(Math.round(value), least), most);
}
