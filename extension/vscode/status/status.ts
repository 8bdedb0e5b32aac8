import { type HostState, leadingState } from '../../../webview/protocol/state.ts';

/** As `vscode.l10n.t`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export interface Status {
  readonly text: string;
  /** Lines. */
  readonly tooltip: readonly string[];
  readonly click: 'start' | 'showPanel';
  readonly warning: boolean;
}

/** What the status bar says of the traces; `exchanges` counts those of all of them so far. */
export function statusOf(traces: readonly HostState[], exchanges: number, t: Translate): Status {
  const leading = leadingState(traces);
  if (leading.kind === 'idle' || leading.kind === 'stopped') {
    return {
      text: '$(pulse) HTTP Trace',
      tooltip: [t('No host is traced'), t('Click to start an HTTP trace')],
      click: 'start',
      warning: false,
    };
  }
  const alarmed = traces.find(({ kind }) => kind === 'lost' || kind === 'failed');
  const underWay = traces.find(({ kind }) => kind === 'connecting' || kind === 'stopping');
  const words = wordsOf(underWay ?? leading, traces, exchanges, t);
  const icon = underWay ? '$(loading~spin)' : alarmed ? '$(warning)' : '$(pulse)';
  const also = alarmed && alarmed !== leading && !underWay ? `; ${alarmWords(alarmed, t)}` : '';
  return {
    text: `${icon} ${words}${also}`,
    tooltip: [...traces.flatMap((trace) => lines(trace, t)), t('Click to open the panel')],
    click: 'showPanel',
    warning: alarmed !== undefined && !underWay,
  };
}

function wordsOf(
  { kind, host }: HostState,
  traces: readonly HostState[],
  exchanges: number,
  t: Translate,
): string {
  switch (kind) {
    case 'connecting':
      return t('HTTP Trace: connecting to {0}', host);
    case 'stopping':
      return t('HTTP Trace: leaving {0}', host);
    case 'failed':
      return t('HTTP Trace: {0} failed', host);
    case 'lost':
      return t('HTTP Trace: {0} lost', host);
    case 'stopped':
      return 'HTTP Trace';
    case 'tracing': {
      const count = traces.filter((trace) => trace.kind === 'tracing').length;
      const hosts = count > 1 ? t('{0} hosts', count) : host;
      const seen =
        exchanges === 1 ? t('1 exchange') : t('{0} exchanges', exchanges.toLocaleString('en'));
      return `${hosts} · ${seen}`;
    }
  }
}

function alarmWords({ kind, host }: HostState, t: Translate): string {
  return kind === 'lost' ? t('{0} lost', host) : t('{0} failed', host);
}

function lines(trace: HostState, t: Translate): readonly string[] {
  switch (trace.kind) {
    case 'connecting':
      return [`${trace.host}: ${trace.step}`];
    case 'stopping':
      return [t('{0}: everything on the host is being removed', trace.host)];
    case 'stopped':
      return [t('The trace of {0} has ended.', trace.host)];
    case 'failed':
    case 'lost':
      return [trace.message];
    case 'tracing':
      return [
        t('HTTP Trace: tracing {0}', trace.host),
        t('Capture: {0}', trace.design),
        t('Kernel: {0}', trace.kernel),
        ...trace.refused.map((refused) => t('Not used: {0}', refused)),
        ...(trace.secretsShown ? [t('Secrets are shown as they are')] : []),
      ];
  }
}
