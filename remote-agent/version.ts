declare const AGENT_VERSION: string;

/** Set by the build; a run from the sources has none. */
export const agentVersion = typeof AGENT_VERSION === 'string' ? AGENT_VERSION : 'development';
