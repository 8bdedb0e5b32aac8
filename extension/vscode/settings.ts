import * as vscode from 'vscode';
import type { CaptureLimit, Only } from '../../remote-agent/protocol/messages.ts';
import { FilterSyntaxError } from '../core/filter/filter.ts';
import { parseOnly } from '../core/only/parse.ts';
import { SessionError, type StartOptions, type TraceTarget } from '../core/session/session.ts';
import { DEFAULT_GRACE_SECONDS } from '../core/session/start.ts';
import { parseTarget } from '../core/ssh/target.ts';
import type { TraceLimits } from '../core/store/trace-store.ts';
import { savedHost, savedHostNames, transports } from './hosts/saved.ts';

const section = 'httpTrace';
const mebibyte = 1024 * 1024;

const designs = ['auto', 'tracepoint', 'kprobe', 'raw_tp', 'socket_filter'] as const;

/** @throws SessionError `bad-setting` where a setting would have to be guessed at */
export function readStartOptions(): StartOptions {
  const settings = vscode.workspace.getConfiguration(section);
  const design = settings.get<string>('design');
  const only = readOnly(settings.get('only'));
  const btf = readBtf();
  return {
    design: designs.find((name) => name === design) ?? 'auto',
    // Anything but a plain `false` keeps secrets on the host.
    redact: settings.get<unknown>('redact') !== false,
    secretPatterns: texts(settings.get('secretPatterns')),
    captureLimit: readCaptureLimit(settings.get('captureLimit')),
    ...(only !== undefined && { only }),
    ...(btf !== undefined && { btf }),
  };
}

/**
 * The target that a chosen name stands for, with how the settings say to reach hosts.
 * @throws SessionError `bad-destination`, `bad-setting`
 */
export function readTarget(chosen: string): TraceTarget {
  const settings = vscode.workspace.getConfiguration(section);
  const transport = transports.find((name) => name === settings.get('sshTransport')) ?? 'auto';
  const sshPath = settings.get<unknown>('sshPath');
  return {
    transport,
    graceSeconds: whole(settings.get('graceSeconds'), 0, 3600, DEFAULT_GRACE_SECONDS),
    ...(typeof sshPath === 'string' && sshPath.trim() !== '' && { sshProgram: sshPath.trim() }),
    ...(savedHost(settings.get('hosts'), chosen) ?? parseTarget(chosen)),
  };
}

/** Names of the hosts that the settings hold. */
export function readSavedHosts(): readonly string[] {
  return savedHostNames(vscode.workspace.getConfiguration(section).get('hosts'));
}

/**
 * The file on the host that tells its kernel's types; `undefined`: none.
 * @throws SessionError `bad-setting`
 */
export function readBtf(): string | undefined {
  const btf = vscode.workspace.getConfiguration(section).get<unknown>('btf');
  if (typeof btf !== 'string' || btf.trim() === '') return undefined;
  if (btf.trim().startsWith('/')) return btf.trim();
  throw new SessionError(
    'bad-setting',
    'The setting httpTrace.btf is no absolute path on the host; write one, or leave it empty.',
  );
}

function readCaptureLimit(value: unknown): CaptureLimit {
  if (value === -1) return 'unlimited';
  return whole(value, 0, 16 * mebibyte, 65_536);
}

/** What cannot be read must not become a trace of everything. */
function readOnly(value: unknown): Only | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parseOnly(value);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    const message = `The setting httpTrace.only cannot be followed: ${error.message}`;
    throw new SessionError('bad-setting', message);
  }
}

/** Whether the exchanges of earlier traces stay when another one begins. */
export function readPreserve(): boolean {
  return vscode.workspace.getConfiguration(section).get<unknown>('preserve') === true;
}

/** Bytes of bodies on this machine's disk, at most. */
export function readDiskLimit(): number {
  const megabytes = vscode.workspace.getConfiguration(section).get('maxDiskMegabytes');
  return whole(megabytes, 0, 100_000, 500) * 1_000_000;
}

export function readLimits(): TraceLimits {
  const settings = vscode.workspace.getConfiguration(section);
  const maxExchanges = whole(settings.get('maxExchanges'), 100, 5_000_000, 100_000);
  return { maxExchanges, maxConnections: maxExchanges, maxBytes: 200 * mebibyte };
}

export function onLimitsChanged(
  act: (limits: TraceLimits, diskBytes: number) => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const ours = ['maxExchanges', 'maxDiskMegabytes'].map((name) => `${section}.${name}`);
    if (ours.some((name) => event.affectsConfiguration(name))) act(readLimits(), readDiskLimit());
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
