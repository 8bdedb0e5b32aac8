import { resolveSettings } from '../ssh/configuration/resolve.ts';
import { connectSsh } from '../ssh/connect.ts';
import { LocalTransport } from '../transport/local.ts';
import { SshTransport } from '../transport/ssh.ts';
import type { Transport } from '../transport/transport.ts';
import type { Prompts } from './prompts.ts';
import type { SessionListener, TraceTarget } from './session.ts';

/** The destination that means this machine. */
export const LOCAL = 'local';

/** @throws SessionError */
export async function openTransport(
  target: TraceTarget,
  {
    prompts,
    listener,
    signal,
  }: {
    readonly prompts: Prompts;
    readonly listener: Pick<SessionListener, 'step' | 'log'>;
    readonly signal: AbortSignal;
  },
): Promise<Transport> {
  listener.step('connecting');
  if (target.destination === LOCAL) return new LocalTransport();
  const settings = await resolveSettings(target, { configFile: target.configFile }, signal);
  const connection = await connectSsh(settings, {
    prompts,
    signal,
    log: (line) => listener.log(line),
    authenticating: () => listener.step('authenticating'),
  });
  return new SshTransport(connection, target.destination);
}
