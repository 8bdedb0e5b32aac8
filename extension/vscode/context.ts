import type * as vscode from 'vscode';
import type { Artefacts } from '../core/deploy/artefacts.ts';
import type { TraceStore } from '../core/store/trace-store.ts';
import type { TraceDocuments } from './exchange/documents.ts';
import type { RecentHosts } from './hosts/recent.ts';
import type { SavedTraces } from './panel/saved-traces.ts';
import type { PanelView } from './panel/view.ts';
import type { HostReports } from './reports.ts';
import type { RoutesFeature } from './routes/feature.ts';
import type { KeptAnswers } from './secrets/kept-answers.ts';
import type { TraceController } from './trace/controller.ts';

/** What the extension's parts share; made once, when it is activated. */
export interface Context {
  readonly log: vscode.LogOutputChannel;
  readonly store: TraceStore;
  readonly controller: TraceController;
  readonly panel: PanelView;
  readonly saved: SavedTraces;
  readonly recentHosts: RecentHosts;
  readonly artefacts: Artefacts;
  readonly reports: HostReports;
  readonly documents: TraceDocuments;
  readonly answers: KeptAnswers;
  /** Of the extension. */
  readonly version: string;
  readonly routes: RoutesFeature;
}
