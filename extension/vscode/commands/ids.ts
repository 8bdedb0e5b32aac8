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
  openHandler: 'httpTrace.openHandler',
  showRouteTraffic: 'httpTrace.showRouteTraffic',
  refreshRoutes: 'httpTrace.refreshRoutes',
} as const;

export type CommandName = keyof typeof commandIds;
