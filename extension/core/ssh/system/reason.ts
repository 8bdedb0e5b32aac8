import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { heldKeyTypes } from '../authentication/held-types.ts';
import { publicKeyOfIdentity } from '../authentication/identities.ts';
import type { SshSettings } from '../configuration/settings.ts';
import { gatherEvidence } from '../known-hosts/evidence.ts';
import { keyType } from '../known-hosts/line.ts';
import { knownHostsName } from '../known-hosts/match.ts';

/**
 * Why a host, or one on the way to it, is to be reached by the system's ssh: what ssh2 lacks. `undefined` where
 * ssh2 has all that the configuration and the key files ask for.
 */
export async function whySystemSsh(settings: SshSettings): Promise<string | undefined> {
  const own =
    settings.onlySystem ?? (await certificateReason(settings)) ?? (await authorityReason(settings));
  if (own !== undefined) return own;
  return settings.proxy?.kind === 'jump' ? await whySystemSsh(settings.proxy.via) : undefined;
}

/** The first of the keys that has a certificate. */
export async function keyWithCertificate({
  identityFiles,
}: SshSettings): Promise<string | undefined> {
  for (const file of identityFiles) if (await exists(`${file}-cert.pub`)) return file;
  return undefined;
}

async function certificateReason(settings: SshSettings): Promise<string | undefined> {
  if (!settings.login.methods.includes('publickey')) return undefined;
  const certified = await keyWithCertificate(settings);
  if (certified !== undefined) return `the key ${certified} has a certificate`;
  for (const file of settings.identityFiles) {
    const key = await publicKeyOfIdentity(file);
    const type = key && keyType(key);
    if (type?.startsWith('sk-')) return `the key ${file} is of a security key (${type})`;
  }
  return await agentReason(settings);
}

/** What an agent alone holds, where its keys are offered beside those that the configuration names. */
async function agentReason(settings: SshSettings): Promise<string | undefined> {
  const { agentSocket, identitiesOnly } = settings;
  if (agentSocket === undefined || identitiesOnly) return undefined;
  for (const type of await heldKeyTypes(agentSocket)) {
    // A certificate of a security key's is both.
    if (/-cert-v\d+@/.test(type)) return `the agent holds a certificate (${type})`;
    if (type.startsWith('sk-')) return `the agent holds a key of a security key (${type})`;
  }
  return undefined;
}

/** A host whose key nobody wrote down, because an authority signs it. */
async function authorityReason(settings: SshSettings): Promise<string | undefined> {
  const { hostName, port, hostKeyAlias } = settings;
  const files = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
  const name = hostKeyAlias ?? knownHostsName(hostName, port);
  const { named, withoutPort } = await gatherEvidence(
    files,
    name,
    hostKeyAlias ?? hostName,
    () => {},
  );
  const all = [...named, ...withoutPort];
  const authority = all.find(({ marker }) => marker === 'cert-authority');
  if (!authority || all.some(({ marker }) => marker === undefined)) return undefined;
  return `${authority.file} (line ${authority.line}) names a certificate authority for the host’s key`;
}

/** Whether there is such an ssh program, and it runs. */
export async function hasProgram(program: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  return await promisify(execFile)(program, ['-V'], { timeout: 10_000, signal }).then(
    () => true,
    () => false,
  );
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
