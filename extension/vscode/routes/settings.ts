import * as vscode from 'vscode';
import type { FolderMapping } from '../../core/routes/process-fit.ts';

export interface RouteSettings {
  readonly codeLens: boolean;
  readonly hover: boolean;
  readonly diagnostics: boolean;
  readonly gutter: boolean;
  readonly folders: FolderMapping;
}

export function readRouteSettings(): RouteSettings {
  const settings = vscode.workspace.getConfiguration('httpTrace.routes');
  const isOn = (name: string) => settings.get<unknown>(name) !== false;
  return {
    codeLens: isOn('codeLens'),
    hover: isOn('hover'),
    diagnostics: isOn('diagnostics'),
    gutter: isOn('gutter'),
    folders: textsByText(settings.get('folders')),
  };
}

function textsByText(value: unknown): FolderMapping {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
