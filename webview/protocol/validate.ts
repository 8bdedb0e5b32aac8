import {
  actions,
  groupNames,
  keepings,
  listNames,
  type Message,
  maxWindow,
  type PageMessages,
} from './messages.ts';

type Checks = {
  readonly [Name in keyof PageMessages]: (data: Fields) => PageMessages[Name] | undefined;
};
type Fields = Readonly<Record<string, unknown>>;

const maxText = 10_000;

const checks: Checks = {
  ready: () => ({}),
  view: ({ list, first, count }) => {
    const known = listNames.find((name) => name === list);
    if (!known || !isCount(count) || count > maxWindow) return undefined;
    return first === null || isCount(first) ? { list: known, first, count } : undefined;
  },
  filter: ({ text }) => (isText(text) ? { text } : undefined),
  order: ({ list, column, descending, group }) => {
    const known = listNames.find((name) => name === list);
    const by = groupNames.find((name) => name === group) ?? null;
    if (!known || typeof descending !== 'boolean' || by !== group) return undefined;
    return column === null || isText(column)
      ? { list: known, column, descending, group: by }
      : undefined;
  },
  fold: ({ group, open }) =>
    (group === null || isText(group)) && typeof open === 'boolean' ? { group, open } : undefined,
  suggest: ({ text, caret }) =>
    isText(text) && isCount(caret) && caret <= text.length ? { text, caret } : undefined,
  keepFilter: ({ text, how }) => {
    const known = keepings.find((name) => name === how);
    return known && isText(text) ? { text, how: known } : undefined;
  },
  select: ({ id }) => (id === null || isText(id) ? { id } : undefined),
  copy: ({ id }) => (isText(id) ? { id } : undefined),
  openBody: ({ id, message }) =>
    isText(id) && (message === 'request' || message === 'response') ? { id, message } : undefined,
  action: ({ action }) => {
    const known = actions.find((name) => name === action);
    return known && { action: known };
  },
};

/** A message of the page, made anew from the fields that were checked; `undefined` for anything else. */
export function parsePageMessage(value: unknown): Message<PageMessages> | undefined {
  if (!isFields(value) || !isFields(value['data'])) return undefined;
  const { type, data } = value;
  return typeof type === 'string' && Object.hasOwn(checks, type)
    ? checked(type as keyof PageMessages, data)
    : undefined;
}

function checked<Name extends keyof PageMessages>(
  type: Name,
  fields: Fields,
): Message<PageMessages> | undefined {
  const data = checks[type](fields);
  return data && ({ type, data } as Message<PageMessages>);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxText;
}
