import type { Call, Class } from '../facts/facts.ts';
import type { Effect } from './framework.ts';

/** The actions of a viewset of Django REST framework, and what each answers. */
const ofList = { list: 'GET', create: 'POST' };
const ofOne = { retrieve: 'GET', update: 'PUT', partial_update: 'PATCH', destroy: 'DELETE' };
/** What the classes that it comes from bring. */
const brought: readonly (readonly [base: RegExp, actions: readonly string[]])[] = [
  [/^(viewsets\.)?ModelViewSet$/, [...Object.keys(ofList), ...Object.keys(ofOne)]],
  [/(^|\.)ReadOnlyModelViewSet$/, ['list', 'retrieve']],
  [/(^|\.)ListModelMixin$/, ['list']],
  [/(^|\.)CreateModelMixin$/, ['create']],
  [/(^|\.)RetrieveModelMixin$/, ['retrieve']],
  [/(^|\.)UpdateModelMixin$/, ['update', 'partial_update']],
  [/(^|\.)DestroyModelMixin$/, ['destroy']],
  [/(^|\.)(Generic)?ViewSet$/, []],
];

/** `router.register('books', BookViewSet)` */
export function viewset({ args: [prefix, handler] }: Call): Effect[] {
  if (prefix?.kind !== 'text' || !handler) return [];
  const effect = (template: string, actions: Readonly<Record<string, string>>): Effect => ({
    ...{ kind: 'route', methods: Object.values(actions), template, handler },
    ofClass: (found) => methodsOf(found, actions),
  });
  return [effect(`${prefix.text}/`, ofList), effect(`${prefix.text}/<pk>/`, ofOne)];
}

/** Of a class that comes from one of the program's own, all: what that has is not known here. */
function methodsOf({ bases, methods }: Class, actions: Readonly<Record<string, string>>): string[] {
  const known = bases.map((base) => brought.find(([pattern]) => pattern.test(base))?.[1]);
  if (known.length === 0 || known.includes(undefined)) return Object.values(actions);
  const has = [...known.flatMap((one) => one ?? []), ...methods.map(({ name }) => name)];
  return Object.entries(actions).flatMap(([action, method]) =>
    has.includes(action) ? [method] : [],
  );
}
