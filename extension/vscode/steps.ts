import * as vscode from 'vscode';
import type { SessionStep } from '../core/session/session.ts';

const words: Record<SessionStep, () => string> = {
  connecting: () => vscode.l10n.t('Connecting'),
  authenticating: () => vscode.l10n.t('Signing in'),
  inspecting: () => vscode.l10n.t('Looking at the host'),
  deploying: () => vscode.l10n.t('Copying the agent to the host'),
  starting: () => vscode.l10n.t('Starting the capture'),
};

/** A step of a start, for people. */
export function describeStep(step: SessionStep): string {
  return words[step]();
}
