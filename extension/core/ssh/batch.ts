import type { Prompts } from '../session/prompts.ts';
import { SessionError } from '../session/session.ts';

/** Prompts for a host that nothing is asked about (BatchMode): as with OpenSSH a key that is not known is refused then. */
export function unasked(prompts: Prompts): Prompts {
  return {
    ...prompts,
    interactive: false,
    async trustNewHostKey({ host, keyType, fingerprint }) {
      throw new SessionError(
        'host-key-refused',
        `The host key of ${host} (${keyType} ${fingerprint}) is not in known_hosts, and BatchMode in the ssh configuration forbids asking; connect once with ssh without it.`,
      );
    },
  };
}
