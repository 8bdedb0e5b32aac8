import type { HostKeyQuestion, Prompts } from '../session/prompts.ts';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import { usableHostKeyTypes } from './algorithms.ts';
import type { SshSettings } from './configuration/settings.ts';
import { fingerprint, gatherEvidence, type KnownHostEvidence } from './known-hosts/evidence.ts';
import { keyType } from './known-hosts/line.ts';
import { knownHostsName } from './known-hosts/match.ts';
import { judgeHostKey } from './known-hosts/policy.ts';
import { recordHostKey } from './known-hosts/record.ts';

/**
 * Verifies the keys that one server presents during one connection: evidence, then policy, then the question.
 */
export class HostKeyVerifier {
  readonly #settings: SshSettings;
  readonly #prompts: Prompts;
  readonly #log: (line: string) => void;
  readonly #evidence: KnownHostEvidence;
  readonly #host: string;
  #accepted: Buffer | undefined;
  #toRecord: Buffer | undefined;

  private constructor(
    settings: SshSettings,
    evidence: KnownHostEvidence,
    host: string,
    prompts: Prompts,
    log: (line: string) => void,
  ) {
    this.#settings = settings;
    this.#evidence = evidence;
    this.#host = host;
    this.#prompts = prompts;
    this.#log = log;
  }

  /** Reads the known_hosts files of the settings. */
  static async create(
    settings: SshSettings,
    prompts: Prompts,
    log: (line: string) => void,
  ): Promise<HostKeyVerifier> {
    const host = settings.hostKeyAlias ?? knownHostsName(settings.hostName, settings.port);
    const files = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
    const withoutPort = settings.hostKeyAlias ?? settings.hostName;
    const evidence = await gatherEvidence(files, host, withoutPort, log);
    return new HostKeyVerifier(settings, evidence, host, prompts, log);
  }

  /** Key types that known_hosts has for this host. */
  get knownTypes(): ReadonlySet<string> {
    const plain = ({ marker }: { marker: string | undefined }) => marker === undefined;
    const { named, withoutPort } = this.#evidence;
    const known = named.some(plain) ? named : withoutPort;
    return new Set(known.filter(plain).map(({ type }) => type));
  }

  /**
   * Resolves where the key may be trusted. A key exchange later in the connection must present the same key.
   *
   * @throws SessionError with what to tell the user
   */
  async verify(key: Buffer): Promise<void> {
    if (this.#accepted) {
      if (this.#accepted.equals(key)) return;
      throw new SessionError(
        'host-key-changed',
        `${this.#host} presented another host key in the middle of the connection (${fingerprint(key)} after ${fingerprint(this.#accepted)}); the connection was closed.`,
      );
    }
    const type = keyType(key) ?? 'unknown';
    const presented = { type, key, host: this.#host };
    const strictness = this.#settings.strictHostKeyChecking;
    const verdict = judgeHostKey(presented, this.#evidence, strictness, usableHostKeyTypes);
    switch (verdict.action) {
      case 'accept':
        break;
      case 'refuse':
        throw new SessionError(verdict.code, verdict.message);
      case 'record':
        this.#toRecord = key;
        break;
      case 'ask':
        await this.#ask({
          ...{ host: this.#host, destination: this.#settings.destination },
          ...{ keyType: type, fingerprint: fingerprint(key) },
        });
        this.#toRecord = key;
    }
    this.#accepted = key;
  }

  /**
   * Writes a newly trusted key down. Called once the server has proved that it holds the key, which is after
   * {@link verify}.
   */
  async record(): Promise<void> {
    const key = this.#toRecord;
    const file = this.#settings.userKnownHostsFiles[0];
    this.#toRecord = undefined;
    if (!key || !file) return;
    try {
      await recordHostKey(file, this.#host, key, this.#settings.hashKnownHosts);
      this.#log(`Added the key of ${this.#host} (${fingerprint(key)}) to ${file}.`);
    } catch (error) {
      this.#log(`The key of ${this.#host} could not be added to ${file}: ${reasonOf(error)}.`);
    }
  }

  async #ask(question: HostKeyQuestion): Promise<void> {
    const answer = await this.#prompts.trustNewHostKey(question);
    if (answer === true) return;
    if (answer === undefined) {
      throw new SessionError('cancelled', `Connecting to ${question.host} was cancelled.`);
    }
    throw new SessionError(
      'host-key-refused',
      `The host key of ${question.host} (${question.keyType} ${question.fingerprint}) was not trusted, so nothing was sent to it.`,
    );
  }
}
