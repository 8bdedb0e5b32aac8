import { namedEvent, namedExchange } from '../../core/exchange/names.ts';
import type { SessionError, SessionListener } from '../../core/session/session.ts';
import type { ControllerParts, StartRequest } from './controller-parts.ts';
import type { HostStates } from './host-states.ts';
import type { Run } from './run.ts';

/** What is around a run. */
interface Surroundings {
  readonly parts: ControllerParts;
  readonly states: HostStates;
  /** Whether it is still the run of its host. */
  isOn(): boolean;
  /** @returns the number of its trace in the store, which begins now if it has not yet */
  begin(): number;
  /** It ended by itself. */
  end(error: SessionError | undefined): void;
}

/** Takes what the session of a run tells: rows into the store, all else into the state of its host. */
export function runListener(
  run: Run,
  host: string,
  { progress }: StartRequest,
  { parts, states, isOn, begin, end }: Surroundings,
): SessionListener {
  return {
    step: (step, detail) => {
      const words = parts.describe(step);
      parts.log(`${host}: ${detail ? `${words} (${detail})` : words}`);
      if (!isOn() || run.stopping) return;
      states.set({ kind: 'connecting', host, step: words });
      progress(words);
    },
    clock: (aheadMs) => {
      run.clockAheadMs = aheadMs;
    },
    exchanges: (items) => {
      if (!isOn()) return;
      const trace = begin();
      parts.store.addExchanges(items.map((item) => namedExchange(item, trace)));
    },
    connections: (items) => {
      if (!isOn()) return;
      const trace = begin();
      parts.store.addConnections(items.map((item) => namedEvent(item, trace)));
    },
    losses: (items) => {
      if (!isOn()) return;
      begin();
      parts.store.addLosses(items, host);
    },
    interrupted: (reason) => {
      parts.log(`${host}: the connection was cut (${reason}); connecting again`);
      if (!isOn() || run.stopping) return;
      run.before = states.of(host);
      states.set({ kind: 'connecting', host, step: parts.reconnecting });
    },
    resumed: () => {
      parts.log(`${host}: connected again`);
      if (!isOn() || run.stopping || !run.before) return;
      states.set(run.before);
    },
    ended: (error) => {
      if (run.session) end(error);
      else run.ended = error ? { error } : {};
    },
    log: (line) => parts.log(line),
  };
}
