import type { SourceFacts } from '../facts/facts.ts';
import { bindingIn, indexOf } from './index-of.ts';
import { filesOfModule } from './modules.ts';
import type { Names, Resolved } from './names.ts';
import { folderOf, type Workspace } from './workspace.ts';

/** Go: a method of a type by both names, in the package where the type is named, or in the one that it is said of. */
export function methodOfType(
  workspace: Workspace,
  type: string,
  method: string,
  from: SourceFacts,
): Resolved | undefined {
  if (from.language !== 'go') return undefined;
  const dot = type.indexOf('.');
  const imported = dot < 0 ? undefined : indexOf(from).imports.get(type.slice(0, dot));
  const uris = imported
    ? filesOfModule(from, imported.module, workspace)
    : workspace.within(folderOf(from.uri)).filter((uri) => uri.endsWith('.go'));
  const name = type.slice(dot + 1);
  for (const uri of uris) {
    const facts = workspace.facts(uri);
    const all = facts && indexOf(facts).functions.get(method);
    const func = all?.find(({ className }) => className === name);
    if (facts && func) return { kind: 'function', func, facts };
  }
  return undefined;
}

/** Go: other files of the same folder are the same package. */
export function inPackage(
  names: Names,
  workspace: Workspace,
  path: string,
  facts: SourceFacts,
  steps: number,
): Resolved | undefined {
  if (facts.language !== 'go' || steps <= 0) return undefined;
  const last = path.slice(path.lastIndexOf('.') + 1);
  for (const uri of workspace.within(folderOf(facts.uri))) {
    if (!uri.endsWith('.go')) continue;
    const other = workspace.facts(uri);
    const func = other && indexOf(other).functions.get(last)?.[0];
    if (other && func) return { kind: 'function', func, facts: other };
    const { bindings } = other ? indexOf(other) : { bindings: null };
    const bound =
      bindingIn(bindings?.get(path), null) ??
      (path === last ? undefined : bindings?.get(`.${last}`)?.[0]);
    if (other && bound && other !== facts) {
      return names.resolve(bound.value, other, bound.scope, steps - 1);
    }
  }
  return undefined;
}
