import * as vscode from 'vscode';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { artefactsIn } from '../core/deploy/artefacts.ts';
import { FilterMemory } from '../core/filter/memory.ts';
import type { SessionError } from '../core/session/session.ts';
import { startSession } from '../core/session/start.ts';
import { DiskBodies, removeAbandoned } from '../core/store/disk-bodies.ts';
import { TraceStore } from '../core/store/trace-store.ts';
import { registerAssistantTools } from './assistant/tools.ts';
import { startAutomatically } from './auto-start.ts';
import { registerCommands } from './commands/register.ts';
import type { Context } from './context.ts';
import { documentScheme, TraceDocuments } from './exchange/documents.ts';
import { ProtoFiles } from './grpc/proto-files.ts';
import { RecentHosts } from './hosts/recent.ts';
import { reportFailure } from './notifications.ts';
import { SavedTraces, savedTraceType } from './panel/saved-traces.ts';
import { PanelView, panelViewId } from './panel/view.ts';
import { HostReports } from './reports.ts';
import { RoutesFeature } from './routes/feature.ts';
import { KeptAnswers } from './secrets/kept-answers.ts';
import { onLimitsChanged, readDiskLimit, readLimits, readPreserve } from './settings.ts';
import { StatusBar } from './status/status-bar.ts';
import { describeStep } from './steps.ts';
import { TraceController } from './trace/controller.ts';

let stop: (() => Promise<void>) | undefined;

export function activate({
  extension,
  extensionUri,
  globalState,
  secrets,
  globalStorageUri,
  subscriptions,
}: vscode.ExtensionContext) {
  const log = vscode.window.createOutputChannel('HTTP Trace', { log: true });
  const bodies = diskBodies(vscode.Uri.joinPath(globalStorageUri, 'bodies').fsPath, log);
  const store = new TraceStore(readLimits(), bodies);
  const statusBar = new StatusBar();
  const artefacts = artefactsIn(vscode.Uri.joinPath(extensionUri, 'dist', 'agent').fsPath);
  const controller = new TraceController({
    store,
    preserves: readPreserve,
    startSession: (target, options, parts) =>
      startSession(target, options, { ...parts, artefacts }),
    describe: describeStep,
    reconnecting: vscode.l10n.t('The connection was cut; connecting again'),
    log: (line, failure) => {
      if (failure && failure.code !== 'cancelled') log.error(`${line} [${failure.code}]`);
      else log.info(line);
    },
    changed: () => {
      showState();
      panel.stateChanged();
      if (controller.state.kind === 'tracing') void routes.started();
    },
    lost: (error: SessionError) => void reportFailure(log, error),
  });
  const filters = filterMemory(globalState);
  const traces = () => controller.states;
  const shown = {
    ...{ extensionUri, log, filters },
    readings: (exchange: Exchange) => protoFiles.readings(exchange),
    routesOf: (exchange: Exchange) => routes.book.traffic.routesOf(exchange),
  };
  const panel = new PanelView({ ...shown, store, traces });
  const protoFiles = new ProtoFiles(log, () => panel.schemasChanged());
  const saved = new SavedTraces({ ...shown, routesWanted: () => void routes.started() });
  const routes = new RoutesFeature(extensionUri, store, log, () => {
    panel.routesChanged();
    saved.routesChanged();
  });
  const context: Context = {
    log,
    store,
    controller,
    panel,
    saved,
    recentHosts: new RecentHosts(globalState),
    artefacts,
    reports: new HostReports(),
    documents: new TraceDocuments(),
    answers: new KeptAnswers(secrets, globalState),
    version: String((extension.packageJSON as { version?: unknown }).version ?? ''),
    routes,
  };
  const showState = () => {
    statusBar.show(controller.states, store.total);
    void vscode.commands.executeCommand('setContext', 'httpTrace.state', controller.state.kind);
  };
  stop = () => controller.stop();
  subscriptions.push(
    log,
    bodies,
    store,
    statusBar,
    panel,
    protoFiles,
    routes,
    context.reports,
    vscode.window.registerWebviewViewProvider(panelViewId, panel),
    ...[savedTraceType, `${savedTraceType}.lines`].map((type) =>
      vscode.window.registerCustomEditorProvider(type, saved, {
        supportsMultipleEditorsPerDocument: true,
      }),
    ),
    vscode.workspace.registerTextDocumentContentProvider(documentScheme, context.documents),
    registerCommands(context),
    registerAssistantTools(context),
    store.listen({ changed: () => statusBar.show(controller.states, store.total) }),
    onLimitsChanged((limits, diskBytes) => {
      store.setLimits(limits);
      bodies.setLimit(diskBytes);
    }),
  );
  showState();
  void startAutomatically();
}

function diskBodies(folder: string, log: vscode.LogOutputChannel): DiskBodies {
  removeAbandoned(folder);
  return new DiskBodies(folder, { maxBytes: readDiskLimit() }, (reason) =>
    log.warn(`Bodies cannot be kept on this machine’s disk: ${reason}`),
  );
}

function filterMemory(state: vscode.Memento): FilterMemory {
  const key = 'filters';
  return new FilterMemory({
    get: () => state.get(key),
    set: (value) => void state.update(key, value),
  });
}

/** VS Code waits a few seconds for this: enough to leave nothing on the host. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
