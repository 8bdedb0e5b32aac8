import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { Applications } from './applications.ts';
import { Callees } from './callees.ts';
import { Handlers } from './handlers.ts';
import { Names } from './names.ts';
import { Routers } from './routers.ts';
import { Texts } from './texts.ts';
import { Types } from './types.ts';
import type { Found } from './ways.ts';
import type { Workspace } from './workspace.ts';

/** What all that reads facts works with, and fills, while a workspace is linked. */
export interface Parts {
  readonly names: Names;
  readonly callees: Callees;
  readonly texts: Texts;
  readonly handlers: Handlers;
  readonly routers: Routers;
  readonly applications: Applications;
  readonly found: Found[];
}

/** @param active the frameworks that a file may be of, by its words */
export function linkParts(
  workspace: Workspace,
  frameworks: readonly Framework[],
  active: (facts: SourceFacts) => readonly Framework[],
): Parts {
  const types = new Types(workspace);
  const names = new Names(workspace, types);
  const callees = new Callees(names, types);
  const texts = new Texts(names);
  const ofLanguage = ({ language }: SourceFacts) =>
    frameworks.filter((one) => one.language === language);
  return {
    ...{ names, callees, texts, found: [], applications: new Applications() },
    handlers: new Handlers(names, workspace),
    routers: new Routers(names, callees, texts, active, ofLanguage),
  };
}
