/** What the ssh configuration says about a destination (ssh_config(5)), paths expanded. */
export interface SshSettings {
  /** As the user wrote it: for messages and prompts. */
  readonly destination: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** In the order in which they are tried. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Path of the agent's socket; absent where none is to be used. */
  readonly agentSocket?: string;
  readonly login: LoginRules;
  readonly hostKeyAlias?: string;
  /** New keys are written to the first. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly hashKnownHosts: boolean;
  readonly connectTimeoutMs: number;
  /** A connection that answers none of three such messages is lost. */
  readonly keepaliveIntervalMs: number;
  /** The ssh program has SessionType, StdinNull and ForkAfterAuthentication (OpenSSH 8.7). */
  readonly hasSessionType?: boolean;
  /** What the configuration asks for that ssh2 lacks, in words. */
  readonly onlySystem?: string;
  /** Absent: either. */
  readonly addressFamily?: 4 | 6;
  /** Address, name or interface of this machine to connect from. */
  readonly bindAddress?: string;
  readonly bindInterface?: string;
  /** Absent: the host is connected to directly. */
  readonly proxy?: HostProxy;
}

/** The methods of RFC 4252 and RFC 4256 that ssh2 has. */
export type LoginMethod = 'publickey' | 'keyboard-interactive' | 'password';

export interface LoginRules {
  /** Those that may be tried, in their order. */
  readonly methods: readonly LoginMethod[];
  /** How often a secret is asked for. */
  readonly passwordPrompts: number;
  /** Nothing is asked (BatchMode). */
  readonly batch: boolean;
}

/** What stands between this machine and a host. */
export type HostProxy =
  /** A host, perhaps behind others, that opens a connection to this one. */
  | { readonly kind: 'jump'; readonly via: SshSettings }
  /** A command for the user's shell whose standard streams lead to the host. */
  | { readonly kind: 'command'; readonly command: string };

/** `no` of ssh_config means `accept-new` here: a changed key is never accepted. */
export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new';

/** Directives in lower case with their values in order, as `ssh -G` prints them. */
export type Directives = ReadonlyMap<string, readonly string[]>;
