/**
 * What the core may ask of the person in front of it. The extension answers with VS Code's dialogs, the
 * headless client with options and the terminal; tests answer by script. Every answer may be `undefined`:
 * the person cancelled, and the session ends with {@link SessionError} code `cancelled`.
 */
export interface Prompts {
  /** `false` where nobody can be asked for a secret: ways to log in that need one are passed over. */
  readonly interactive?: boolean;
  /** A host key that is not in known_hosts. `true` trusts and records it. */
  trustNewHostKey(question: HostKeyQuestion): Promise<boolean | undefined>;
  password(question: SecretQuestion): Promise<string | undefined>;
  passphrase(question: SecretQuestion & { readonly keyFile: string }): Promise<string | undefined>;
  /** The password that sudo on the host asks for, to start the one program that needs rights. */
  sudoPassword(question: SecretQuestion): Promise<string | undefined>;
  /** A host has no Node, which the agent needs: whether one is to be uploaded. Absent: it is not. */
  uploadNode?(question: NodeQuestion): Promise<boolean | undefined>;
  /** One round of keyboard-interactive authentication (RFC 4256): an answer for each prompt. */
  keyboardInteractive(
    question: KeyboardInteractiveQuestion,
  ): Promise<readonly string[] | undefined>;
}

export interface HostKeyQuestion {
  /** As known_hosts names it: `host` or `[host]:port`. */
  readonly host: string;
  /** As the user or the ssh configuration calls it, where that is known. */
  readonly destination?: string;
  readonly keyType: string;
  /** `SHA256:` and unpadded base64, as ssh-keygen prints it. */
  readonly fingerprint: string;
}

export interface NodeQuestion {
  readonly destination: string;
  readonly version: string;
}

/** How often a secret is asked for before the login is given up, where NumberOfPasswordPrompts does not say it. */
export const maxTries = 3;

/** Whose secret is asked for. */
export interface Account {
  /** As the user knows it, with the port where that is not SSH's own: for the question. */
  readonly destination: string;
  /**
   * `user@host:port` as resolved, and what it is reached through: the answer is for that server alone. Absent where
   * it is not known which one asks.
   */
  readonly server?: string;
}

export interface SecretQuestion extends Account {
  /** 1 for the first try; a later one says that the answer before was refused. */
  readonly attempt: number;
  /** The last try; {@link maxTries} where it is absent. */
  readonly tries?: number;
}

export interface KeyboardInteractiveQuestion extends SecretQuestion {
  readonly title: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}
