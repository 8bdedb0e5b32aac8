import { SessionError, type TraceTarget } from '../../core/session/session.ts';
import { parseDestination } from '../../core/ssh/destination.ts';

type Option = Exclude<keyof TraceTarget, 'destination' | 'port' | 'transport' | 'graceSeconds'>;

const textOptions: readonly Option[] = [
  'identityFile',
  'knownHostsFile',
  'configFile',
  'sshProgram',
];
export const transports = ['auto', 'builtin', 'system'] as const;

/** The names in the setting `httpTrace.hosts`, in its order. */
export function savedHostNames(setting: unknown): string[] {
  return isRecord(setting) ? Object.keys(setting) : [];
}

/**
 * The host that the setting `httpTrace.hosts` has under a name: `{"destination": …, "port": …, …}`, of which the
 * destination may be left out where the name is one.
 *
 * @returns `undefined` where there is none of that name
 * @throws SessionError `bad-setting` where an option of it would have to be guessed at
 */
export function savedHost(setting: unknown, name: string): TraceTarget | undefined {
  if (!isRecord(setting) || !Object.hasOwn(setting, name)) return undefined;
  const options = setting[name];
  const wrong = (what: string) =>
    new SessionError('bad-setting', `The setting httpTrace.hosts says of “${name}” ${what}.`);
  if (!isRecord(options)) throw wrong('no options; write {} for none');
  const target: { -readonly [Key in keyof TraceTarget]: TraceTarget[Key] } = { destination: name };
  for (const [key, value] of Object.entries(options)) {
    const option = textOptions.find((known) => known === key);
    if (key === 'destination' && typeof value === 'string') target.destination = value;
    else if (key === 'port' && isPort(value)) target.port = value;
    else if (key === 'transport') {
      const transport = transports.find((known) => known === value);
      if (!transport) throw wrong(`a transport that is none of ${transports.join(', ')}`);
      target.transport = transport;
    } else if (option && typeof value === 'string') target[option] = value;
    else throw wrong(`“${key}”, which is unknown or of the wrong kind`);
  }
  parseDestination(target.destination);
  return target;
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
