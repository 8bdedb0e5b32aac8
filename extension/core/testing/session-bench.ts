import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Loss } from '../../../remote-agent/protocol/messages.ts';
import type { Artefacts } from '../deploy/artefacts.ts';
import type { Prompts } from '../session/prompts.ts';
import {
  type Session,
  SessionError,
  type SessionErrorCode,
  type SessionListener,
  type StartOptions,
  type TraceTarget,
} from '../session/session.ts';
import { startSession } from '../session/start.ts';
import { scriptedPrompts } from './scripted-prompts.ts';

export const startOptions: StartOptions = { design: 'auto', redact: true, captureLimit: 65_536 };

/** Everything that a session told, and its end as a promise. */
export class RecordingListener implements SessionListener {
  readonly steps: string[] = [];
  readonly lines: string[] = [];
  readonly told: Exchange[] = [];
  readonly events: ConnectionEvent[] = [];
  readonly lost: Loss[] = [];
  endings = 0;
  clockAheadMs: number | undefined;
  #resolve: (error: SessionError | undefined) => void = () => {};
  readonly end = new Promise<SessionError | undefined>((resolve) => {
    this.#resolve = resolve;
  });

  step(step: string): void {
    this.steps.push(step);
  }
  clock(aheadMs: number): void {
    this.clockAheadMs = aheadMs;
  }
  exchanges(items: readonly Exchange[]): void {
    this.told.push(...items);
  }
  connections(items: readonly ConnectionEvent[]): void {
    this.events.push(...items);
  }
  losses(items: readonly Loss[]): void {
    this.lost.push(...items);
  }
  interrupted(): void {
    this.steps.push('interrupted');
  }
  resumed(): void {
    this.steps.push('resumed');
  }
  ended(error?: SessionError): void {
    this.endings++;
    this.#resolve(error);
  }
  log(line: string): void {
    this.lines.push(line);
  }
}

export interface Start {
  readonly target: TraceTarget;
  readonly artefacts: Artefacts;
  readonly listener?: RecordingListener;
  readonly signal?: AbortSignal;
  readonly prompts?: Prompts;
  readonly options?: StartOptions;
}

export function start(wanted: Start): Promise<Session> {
  const { target, artefacts, listener, signal, prompts, options } = wanted;
  return startSession(target, options ?? startOptions, {
    artefacts,
    listener: listener ?? new RecordingListener(),
    prompts: prompts ?? scriptedPrompts(),
    signal: signal ?? AbortSignal.timeout(120_000),
  });
}

/** The start fails with that code, and a sentence in which all parts are found. */
export async function failsToStart(
  attempt: Start,
  code: SessionErrorCode,
  ...parts: RegExp[]
): Promise<void> {
  const listener = attempt.listener ?? new RecordingListener();
  await assert.rejects(start({ ...attempt, listener }), (error) => {
    isSentence(error, code, ...parts);
    return true;
  });
  assert.equal(listener.endings, 0, 'a session that was never returned does not end');
}

/** One sentence for the user: no line breaks, no control characters, no stack. */
export function isSentence(error: unknown, code: SessionErrorCode, ...parts: RegExp[]): void {
  assert.ok(error instanceof SessionError, String(error));
  assert.equal(error.code, code, error.message);
  assert.doesNotMatch(error.message, /\p{Cc}| at \S+:\d+:\d+/u);
  for (const part of parts) assert.match(error.message, part);
}

/** A folder that is removed with `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'http-trace-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What deployments left in the folders for when a cache cannot be used. */
export function temporaryLeftovers(): string[] {
  return ['/var/tmp', '/tmp', '/dev/shm'].flatMap((folder) =>
    readdirSync(folder).filter((name) => /^\.http-trace-agent-[A-Za-z0-9]{10}$/.test(name)),
  );
}
