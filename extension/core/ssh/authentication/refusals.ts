import type { AuthenticationType, Client } from 'ssh2';

/** What a server's refusal says (RFC 4252, section 5.1). */
export interface Refusal {
  /** The methods that can continue. */
  readonly methods: readonly AuthenticationType[];
  /** What was refused is one factor of several, and right. */
  readonly partialSuccess: boolean;
}

type Handler = (protocol: unknown, methods: AuthenticationType[], partial: boolean) => void;

/** The part of ssh2 behind its interface that is needed here. */
interface Inside {
  readonly _protocol: { readonly _handlers: { USERAUTH_FAILURE: Handler } };
}

/**
 * Tells each refusal as it comes, to be called once the client connects. ssh2 keeps those of an agent's keys to itself,
 * and then hands on what an earlier one said: a key as the first of two factors would be taken for one that is refused.
 */
export function watchRefusals(client: Client, told: (refusal: Refusal) => void): void {
  const handlers = (client as unknown as Inside)._protocol._handlers;
  const pass = handlers.USERAUTH_FAILURE;
  handlers.USERAUTH_FAILURE = (protocol, methods, partialSuccess) => {
    told({ methods, partialSuccess });
    pass(protocol, methods, partialSuccess);
  };
}
