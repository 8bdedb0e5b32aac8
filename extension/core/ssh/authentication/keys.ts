import ssh2, { type BaseAgent } from 'ssh2';
import { SessionError } from '../../session/session.ts';
import { reasonOf } from '../../text/printable.ts';
import { agentKeys, KeyFileAgent, SelectedKeyAgent } from './agents.ts';
import type { AuthenticationContext } from './authenticator.ts';
import { type Identity, readIdentities } from './identities.ts';

/** One key, offered to ssh2 as an agent: of several it would offer the next one after the first was right, too. */
export interface KeyAttempt {
  readonly agent: BaseAgent;
  /** For the sentence that says what was tried. */
  readonly description: string;
}

/**
 * The keys to offer, in OpenSSH's order: those of the agent that the configuration names, the agent's others
 * (unless IdentitiesOnly), then key files that the agent does not hold.
 */
export async function keyAttempts(context: AuthenticationContext): Promise<KeyAttempt[]> {
  const { settings } = context;
  const log = (line: string) => context.log(line);
  const identities = await readIdentities(settings.identityFiles, log, settings.identitiesOnly);
  const attempts: KeyAttempt[] = [];
  const held = await agentAttempts(context, identities);
  if (held) attempts.push(...held.attempts);
  for (const identity of identities) {
    const { publicKey, content, file } = identity;
    const inAgent = publicKey && held?.keys.some((key) => key.equals(publicKey));
    if (!content || inAgent) continue;
    const ask = (attempt: number) => passphrase(context, file, attempt);
    const agent = new KeyFileAgent(identity, ask, settings.login.passwordPrompts);
    const mute = !identity.unlocked && context.prompts.interactive === false;
    const note = mute ? ', for whose passphrase nobody can be asked here' : '';
    attempts.push({ agent, description: `key ${file}${note}` });
  }
  return attempts;
}

async function agentAttempts(
  { settings, log }: AuthenticationContext,
  identities: readonly Identity[],
): Promise<{ attempts: readonly KeyAttempt[]; keys: readonly Buffer[] } | undefined> {
  const { agentSocket, identitiesOnly } = settings;
  if (agentSocket === undefined) return undefined;
  try {
    const agent = ssh2.createAgent(agentSocket);
    const all = await agentKeys(agent);
    const rank = (blob: Buffer) => identities.findIndex((key) => key.publicKey?.equals(blob));
    const configured = all
      .filter((key) => rank(key.getPublicSSH()) >= 0)
      .sort((a, b) => rank(a.getPublicSSH()) - rank(b.getPublicSSH()));
    const others = identitiesOnly ? [] : all.filter((key) => rank(key.getPublicSSH()) < 0);
    const keys = [...configured, ...others];
    if (keys.length === 0) return undefined;
    const description =
      keys.length === 1 ? 'one key of the agent' : `${keys.length} keys of the agent`;
    return {
      attempts: keys.map((key) => ({ agent: new SelectedKeyAgent(agent, key), description })),
      keys: keys.map((key) => key.getPublicSSH()),
    };
  } catch (error) {
    log(`The ssh agent at ${agentSocket} could not be used: ${reasonOf(error)}.`);
    return undefined;
  }
}

async function passphrase(
  { settings, prompts, whileAsking, fail }: AuthenticationContext,
  keyFile: string,
  attempt: number,
): Promise<string> {
  const { destination } = settings;
  if (prompts.interactive === false) throw new Error(`nobody can be asked to unlock ${keyFile}`);
  const answer = await whileAsking(() => prompts.passphrase({ destination, attempt, keyFile }));
  if (answer !== undefined) return answer;
  const error = new SessionError('cancelled', `Logging in to ${destination} was cancelled.`);
  fail(error);
  throw error;
}
