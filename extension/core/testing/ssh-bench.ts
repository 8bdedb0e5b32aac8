import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prompts } from '../session/prompts.ts';
import { SessionError, type SessionErrorCode, type TraceTarget } from '../session/session.ts';
import { resolveSettings } from '../ssh/configuration/resolve.ts';
import type { SshSettings } from '../ssh/configuration/settings.ts';
import { connectSsh, type SshConnection } from '../ssh/connect.ts';
import { scriptedPrompts } from './scripted-prompts.ts';
import type { TestSshd } from './sshd.ts';

/** One connection to try: by default with the key that is let in and every host key known. */
export interface Attempt {
  readonly target?: Partial<TraceTarget>;
  readonly prompts?: Prompts;
  /** Lines for the ssh configuration. */
  readonly config?: string;
  /** In place of what the configuration says, or may say. */
  readonly settings?: Partial<SshSettings>;
  readonly log?: string[];
  readonly signal?: AbortSignal;
  /** Leave out the key and the known_hosts file of the target. */
  readonly bare?: boolean;
}

/** Connections to a test server, under an ssh configuration that takes nothing from the machine's. */
export class SshBench {
  readonly #sshd: TestSshd;
  #files = 0;

  constructor(sshd: TestSshd) {
    this.#sshd = sshd;
  }

  file(content: string): string {
    const file = join(this.#sshd.folder, `file_${this.#files++}`);
    writeFileSync(file, content);
    return file;
  }

  target({ target, config = '', bare = false }: Attempt = {}): TraceTarget {
    const { user, port, identityFile, knownHostsFile } = this.#sshd;
    const own = 'GlobalKnownHostsFile none\nIdentityAgent none\n';
    return {
      destination: `${user}@127.0.0.1`,
      port,
      ...(bare ? {} : { identityFile, knownHostsFile }),
      configFile: this.file(`${config}\n${own}`),
      ...target,
    };
  }

  async connect(attempt: Attempt = {}): Promise<SshConnection> {
    const { prompts = scriptedPrompts(), log = [] } = attempt;
    const signal = attempt.signal ?? AbortSignal.timeout(60_000);
    const target = this.target(attempt);
    const { configFile } = target;
    const settings = {
      ...(await resolveSettings(target, { configFile }, signal)),
      ...attempt.settings,
    };
    const connection = await connectSsh(settings, {
      prompts,
      signal,
      log: (line) => log.push(line),
      authenticating: () => log.push('authenticating'),
    });
    connection.client.on('error', () => {});
    return connection;
  }

  /** The attempt succeeds. */
  async lets(attempt: Attempt = {}): Promise<void> {
    const { client } = await this.connect(attempt);
    const closed = new Promise<void>((resolve) => client.on('close', () => resolve()));
    client.end();
    await closed;
  }

  /** The attempt fails with that code, and a sentence in which all parts are found. */
  async refuses(attempt: Attempt, code: SessionErrorCode, ...parts: RegExp[]): Promise<void> {
    await assert.rejects(this.connect(attempt), (error) => {
      assert.ok(error instanceof SessionError, String(error));
      assert.equal(error.code, code, error.message);
      for (const part of parts) assert.match(error.message, part);
      return true;
    });
  }
}

/** The key of a `type base64 comment` line. */
export function keyBlob(line: string): Buffer {
  return Buffer.from(line.split(' ')[1] ?? '', 'base64');
}

export function publicKeyOf(file: string): string {
  return readFileSync(`${file}.pub`, 'utf8');
}
