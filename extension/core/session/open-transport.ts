import { accountOf } from '../ssh/account.ts';
import { expandHome } from '../ssh/configuration/expand.ts';
import { resolveSettings } from '../ssh/configuration/resolve.ts';
import type { SshSettings } from '../ssh/configuration/settings.ts';
import { connectSsh } from '../ssh/connect.ts';
import { sharesNoAlgorithm } from '../ssh/errors.ts';
import { hasProgram, whySystemSsh } from '../ssh/system/reason.ts';
import { LocalTransport } from '../transport/local.ts';
import { SshTransport } from '../transport/ssh.ts';
import { SystemSshTransport } from '../transport/system-ssh.ts';
import type { Transport } from '../transport/transport.ts';
import type { Prompts } from './prompts.ts';
import { SessionError, type SessionListener, type TraceTarget } from './session.ts';

/** The destination that means this machine. */
export const LOCAL = 'local';

interface Circumstances {
  readonly prompts: Prompts;
  readonly listener: Pick<SessionListener, 'step' | 'log'>;
  readonly signal: AbortSignal;
}

/**
 * Opens the way to run programs on a target: this machine without SSH, ssh2, or the system's ssh where the target
 * asks for it or the host needs what ssh2 lacks.
 *
 * @throws SessionError
 */
export async function openTransport(
  target: TraceTarget,
  circumstances: Circumstances,
): Promise<Transport> {
  const { listener, signal } = circumstances;
  listener.step('connecting');
  const { destination, configFile, transport = 'auto' } = target;
  if (destination === LOCAL) return new LocalTransport();
  const sshProgram = expandHome(target.sshProgram ?? 'ssh');
  const hasSsh = await hasProgram(sshProgram, signal);
  signal.throwIfAborted();
  if (!hasSsh && target.sshProgram !== undefined) throw noSuchProgram(target.sshProgram);
  if (!hasSsh) {
    listener.log(
      'There is no ssh program on this machine: the ssh configuration is read without it, and what Match exec says there is left out.',
    );
  }
  const settings = await resolveSettings(target, { configFile, sshProgram }, signal);
  const bySystem = async (reason: string) => {
    listener.log(`${destination} is reached by the system's ssh: ${reason}.`);
    return await SystemSshTransport.open({
      ...{ target, settings, program: sshProgram, signal, prompts: circumstances.prompts },
      log: (line) => listener.log(line),
    });
  };
  if (transport === 'system') return await bySystem('the setting asks for it');
  if (transport === 'builtin') return await byLibrary(target, settings, circumstances);
  const reason = await whySystemSsh(settings);
  if (reason !== undefined && hasSsh) return await bySystem(reason);
  if (reason !== undefined) listener.log(`There is no ${sshProgram}, although ${reason}.`);
  try {
    return await byLibrary(target, settings, circumstances);
  } catch (error) {
    if (!sharesNoAlgorithm(error) || !hasSsh) throw error;
    return await bySystem('it offers no algorithm that ssh2 knows');
  }
}

function noSuchProgram(program: string): SessionError {
  return new SessionError(
    'bad-setting',
    `The program ${program}, which the setting httpTrace.sshPath names, could not be started on this machine; name OpenSSH's ssh there, or leave it empty.`,
  );
}

async function byLibrary(
  { destination }: TraceTarget,
  settings: SshSettings,
  { prompts, listener, signal }: Circumstances,
): Promise<Transport> {
  const connection = await connectSsh(settings, {
    prompts,
    signal,
    log: (line) => listener.log(line),
    authenticating: () => listener.step('authenticating'),
  });
  return new SshTransport(connection, destination, accountOf(settings));
}
