import * as vscode from 'vscode';
import { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import { answerOf } from '../../core/assistant/answer.ts';
import { type AssistantSource, QuestionError } from '../../core/assistant/source.ts';
import { statusText } from '../../core/assistant/status-text.ts';
import { tools } from '../../core/assistant/tools.ts';
import type { Context } from '../context.ts';
import { readStartOptions } from '../settings.ts';

/** Gives the editor's assistant the tools that package.json declares. */
export function registerAssistantTools(context: Context): vscode.Disposable {
  const source = sourceOf(context);
  return vscode.Disposable.from(
    ...tools.map((tool) =>
      vscode.lm.registerTool<object>(tool.name, {
        prepareInvocation: () => ({
          invocationMessage: vscode.l10n.t('Looking at the trace'),
          confirmationMessages: {
            title: vscode.l10n.t('Give the assistant what was traced?'),
            message: vscode.l10n.t(
              'It gets a part of the traffic of the traced host; secrets that are known by their names are replaced.',
            ),
          },
        }),
        invoke: async ({ input }) => {
          const { text, failed } = await answerOf(tool, source, input);
          if (failed) throw new Error(text);
          return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
        },
      }),
    ),
  );
}

function sourceOf({ store, controller, routes }: Context): AssistantSource {
  return {
    store,
    status: () => {
      const each = controller.states.map(({ kind, host }) => `${kind} ${host}`);
      const how = each.length > 0 ? each.join(', ') : 'idle';
      return statusText(`State of the trace: ${how}.`, store);
    },
    redactor: () => {
      try {
        return new Redactor(readStartOptions().secretPatterns);
      } catch (error) {
        // Without what the user calls a secret nothing is given away.
        throw new QuestionError(error instanceof Error ? error.message : String(error));
      }
    },
    routes: async () => {
      await routes.started();
      await routes.book.traffic.counted();
      return routes.book.routes.length > 0 ? routes.book.traffic : undefined;
    },
  };
}
