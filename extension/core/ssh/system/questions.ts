import type { Prompts } from '../../session/prompts.ts';
import { printable } from '../../text/printable.ts';
import type { SshSettings } from '../configuration/settings.ts';
import { whoAsks } from './asker.ts';
import type { AskedBySsh } from './askpass.ts';

/** What became of ssh's questions, as far as the sentence of a failure depends on it. */
export interface AskedSoFar {
  cancelled: boolean;
}

/** What ssh is to log in to. */
export interface LoginBySsh {
  readonly settings: SshSettings;
  /** The ssh that logs in to it; those of hosts on the way are others. */
  readonly pid: () => number | undefined;
}

/**
 * Puts the questions of the ssh program to the person. Which question it is shows in ssh's own words; those that a
 * server asks have the account before them (OpenSSH 8.5), so that none of them can look like one of ssh's.
 */
export function sshQuestions(
  { settings, pid }: LoginBySsh,
  prompts: Prompts,
  so: AskedSoFar,
): (question: AskedBySsh) => Promise<string | undefined> {
  const { destination } = settings;
  const attempts = new Map<string, number>();
  return async ({ text, kind, asker }) => {
    if (kind === 'notice' || so.cancelled) return undefined;
    const hostKey = hostKeyAsked(text);
    if (hostKey) {
      const trusted = await prompts.trustNewHostKey(hostKey);
      so.cancelled = trusted === undefined;
      return trusted === true ? 'yes' : 'no';
    }
    // Two servers on the way may ask in the same words.
    const asked = `${asker} ${text}`;
    const attempt = (attempts.get(asked) ?? 0) + 1;
    attempts.set(asked, attempt);
    const own = asker !== undefined && asker === pid();
    const answer = await ask(text, kind, attempt, own);
    so.cancelled = answer === undefined;
    return answer;
  };

  async function ask(text: string, kind: AskedBySsh['kind'], attempt: number, own: boolean) {
    const account = /^(\S+@\S+)'s password: $/.exec(text)?.[1];
    if (account !== undefined) {
      return await prompts.password({ ...whoAsks(settings, account, own), attempt });
    }
    const keyFile = /^Enter passphrase for key '([^']+)': $/.exec(text)?.[1];
    if (keyFile !== undefined) return await prompts.passphrase({ destination, attempt, keyFile });
    const [, who, words = text] = /^\(([^\s()]+@[^\s()]+)\) (.*)$/s.exec(text) ?? [];
    const answers = await prompts.keyboardInteractive({
      ...whoAsks(settings, who, own),
      attempt,
      title: '',
      instructions: '',
      prompts: [{ text: printable(words, 2000), echo: kind === 'confirm' }],
    });
    return answers?.[0];
  }
}

function hostKeyAsked(text: string) {
  const host = /^The authenticity of host '([^']+)' can't be established\./.exec(text)?.[1];
  const [, keyType, fingerprint] =
    /^(\S+) key fingerprint is (SHA256:[A-Za-z0-9+/]+)\.?$/m.exec(text) ?? [];
  if (host === undefined || keyType === undefined || fingerprint === undefined) return undefined;
  return { host: printable(host), keyType, fingerprint };
}
