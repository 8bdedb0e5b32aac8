/** The commands that package.json contributes. A name without a handler does not compile. */
export const commandIds = {
  start: 'httpTrace.start',
  startWithSecrets: 'httpTrace.startWithSecrets',
  checkHost: 'httpTrace.checkHost',
  stop: 'httpTrace.stop',
  showPanel: 'httpTrace.showPanel',
  showLog: 'httpTrace.showLog',
  pause: 'httpTrace.pause',
  resume: 'httpTrace.resume',
  clear: 'httpTrace.clear',
  copyAsCurl: 'httpTrace.copyAsCurl',
  copyAsFetch: 'httpTrace.copyAsFetch',
  copyAsHttpie: 'httpTrace.copyAsHttpie',
  copyUrl: 'httpTrace.copyUrl',
  copyAsHar: 'httpTrace.copyAsHar',
  copyAsMarkdown: 'httpTrace.copyAsMarkdown',
  openBody: 'httpTrace.openBody',
  selectForCompare: 'httpTrace.selectForCompare',
  compareWithSelected: 'httpTrace.compareWithSelected',
  note: 'httpTrace.note',
  export: 'httpTrace.export',
  import: 'httpTrace.import',
  openHandler: 'httpTrace.openHandler',
  showRouteTraffic: 'httpTrace.showRouteTraffic',
  refreshRoutes: 'httpTrace.refreshRoutes',
} as const;

export type CommandName = keyof typeof commandIds;
