import type { Call, Value } from '../facts/facts.ts';
import type { Effect, Framework } from './framework.ts';

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
  uses: {
    // Django REST framework: a viewset has the usual six actions.
    register: ({ args: [prefix, viewset] }) => {
      if (prefix?.kind !== 'text' || !viewset) return [];
      return [
        { kind: 'route', methods: ['GET', 'POST'], template: `${prefix.text}/`, handler: viewset },
        {
          kind: 'route',
          methods: ['GET', 'PUT', 'PATCH', 'DELETE'],
          template: `${prefix.text}/<pk>/`,
          handler: viewset,
        },
      ];
    },
  },
  table: {
    binding: 'urlpatterns',
    entries: { path: plain, re_path: pattern, url: pattern },
    child: included,
  },
};

function plain({ args: [template, view] }: Call): Effect[] {
  return template && view ? entryOf(template, view) : [];
}

function pattern({ args: [template, view] }: Call): Effect[] {
  if (template?.kind !== 'text' || !view) return [];
  return entryOf(templateOf(template.text), view);
}

function entryOf(template: Value | string, view: Value): Effect[] {
  if (view.kind === 'call' && view.call.name === 'include') {
    return [{ kind: 'mount', prefix: template, child: view }];
  }
  return [{ kind: 'route', methods: ['*'], template, handler: view }];
}

/** What `include()` names: a module, or a list. */
function included(value: Value): Value | undefined {
  if (value.kind !== 'call' || value.call.name !== 'include') return undefined;
  const [first] = value.call.args;
  return first?.kind === 'list' ? first.items[0] : first;
}

/** A regular expression of `re_path`, its groups as parameters. */
function templateOf(source: string): string {
  return source
    .replace(/^\^|\$$/g, '')
    .replace(/\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)/g, '<$1>')
    .replace(/\((?!\?)(?:[^()]|\([^()]*\))*\)/g, '<arg>')
    .replace(/\\([./-])/g, '$1')
    .replace(/\/\?$/, '');
}
