import type { TraceState } from '../../../webview/protocol/state.ts';

/** As `vscode.l10n.t`. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

export interface Status {
  readonly text: string;
  /** Lines. */
  readonly tooltip: readonly string[];
  readonly click: 'start' | 'showPanel';
  readonly warning: boolean;
}

/** What the status bar says of the trace; `exchanges` counts those of the trace so far. */
export function statusOf(trace: TraceState, exchanges: number, t: Translate): Status {
  const calm = { click: 'showPanel', warning: false } as const;
  const open = t('Click to open the panel');
  switch (trace.kind) {
    case 'idle':
    case 'stopped':
      return {
        text: '$(pulse) HTTP Trace',
        tooltip: [t('No host is traced'), t('Click to start an HTTP trace')],
        click: 'start',
        warning: false,
      };
    case 'connecting':
      return {
        ...calm,
        text: `$(loading~spin) ${t('HTTP Trace: connecting to {0}', trace.host)}`,
        tooltip: [trace.step, open],
      };
    case 'stopping':
      return {
        ...calm,
        text: `$(loading~spin) ${t('HTTP Trace: leaving {0}', trace.host)}`,
        tooltip: [t('Everything on the host is being removed'), open],
      };
    case 'tracing':
      return {
        ...calm,
        text: `$(pulse) ${t('{0} · {1} exchanges', trace.host, exchanges.toLocaleString('en'))}`,
        tooltip: [
          t('HTTP Trace: tracing {0}', trace.host),
          t('Capture: {0}', trace.design),
          t('Kernel: {0}', trace.kernel),
          ...trace.refused.map((refused) => t('Not used: {0}', refused)),
          ...(trace.secretsShown ? [t('Secrets are shown as they are')] : []),
          open,
        ],
      };
    case 'failed':
      return alarm(t('HTTP Trace: {0} failed', trace.host), [trace.message, open]);
    case 'lost':
      return alarm(t('HTTP Trace: {0} lost', trace.host), [trace.message, open]);
  }
}

function alarm(text: string, tooltip: readonly string[]): Status {
  return { text: `$(warning) ${text}`, tooltip, click: 'showPanel', warning: true };
}
