import type { Call, Value } from '../facts/facts.ts';
import { templatesOf } from './django-patterns.ts';
import { viewset } from './django-viewsets.ts';
import { type Effect, entry, type Framework } from './framework.ts';

/**
 * `urlpatterns = [path('books/', views.list), path('api/', include('api.urls'))]`. The table of a module is its
 * router; `include` mounts the table of another.
 */
export const django: Framework = {
  name: 'Django',
  language: 'python',
  hint: /\burlpatterns\b|\bdjango\b/,
  syntax: 'angle',
  creates: ({ name }) => (/^(Default|Simple)Router$/.test(name) ? { root: false } : undefined),
  member: 'urls',
  uses: { register: viewset },
  table: {
    binding: 'urlpatterns',
    items: itemsOf,
    added: ({ name, args }) => {
      if (name === 'append') return args.slice(0, 1);
      return name === 'extend' ? args.flatMap(itemsOf) : [];
    },
    entries: { path: plain, re_path: pattern, url: pattern, i18n_patterns: translated },
    child: included,
  },
};

/** The items of a list, or of several that are added to each other; `i18n_patterns()` is one item. */
function itemsOf(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'join') return value.parts.flatMap(itemsOf);
  const isRoutes = value.kind === 'name' && value.path.endsWith('.urls');
  return isRoutes || (value.kind === 'call' && value.call.name === 'i18n_patterns') ? [value] : [];
}

function plain({ args }: Call): Effect[] {
  const [template, view] = parts(args, 'route');
  return template && view ? entryOf(template, view) : [];
}

function pattern({ args }: Call): Effect[] {
  const [template, view] = parts(args, 'regex');
  if (template?.kind !== 'text' || !view) return [];
  return templatesOf(template.text).flatMap((one) => entryOf(one, view));
}

function parts(args: readonly Value[], name: string) {
  return [entry(args, 'route') ?? entry(args, name) ?? args[0], entry(args, 'view') ?? args[1]];
}

/** The patterns stand below the language's code; the usual language may do without. */
function translated({ args, start, end }: Call): Effect[] {
  const items = args.filter(({ kind }) => kind !== 'named');
  const child: Value = { kind: 'list', items, start, end };
  const always = entry(args, 'prefix_default_language');
  const below: Effect = { kind: 'mount', prefix: '<language>/', child };
  const isOptional = always?.kind === 'name' && always.path === 'False';
  return isOptional ? [below, { kind: 'mount', prefix: '', child }] : [below];
}

function entryOf(template: Value | string, view: Value): Effect[] {
  if (view.kind === 'call' && view.call.name === 'include') {
    return [{ kind: 'mount', prefix: template, child: view }];
  }
  // Django's own pages for the models of the program.
  if (view.kind === 'name' && /(^|\.)site\.urls$/.test(view.path)) {
    return [{ kind: 'route', methods: ['*'], template: belowAll(template), handler: view }];
  }
  return [{ kind: 'route', methods: ['*'], template, handler: view }];
}

function belowAll(template: Value | string): Value | string {
  if (typeof template === 'string') return `${template}<path:rest>`;
  return template.kind === 'text' ? { ...template, text: `${template.text}<path:rest>` } : template;
}

/** What `include()` names: a module, a list, or a list and the name of its application. */
function included(value: Value): Value | undefined {
  if (value.kind === 'list') return value;
  if (value.kind !== 'call' || value.call.name !== 'include') return undefined;
  const [first] = value.call.args;
  const isPair = first?.kind === 'list' && first.items[1]?.kind === 'text';
  return isPair ? first.items[0] : first;
}
