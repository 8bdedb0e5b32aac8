import { boolean, type Check, list, number, ShapeError, string } from '../../session/shape.ts';

/**
 * HAR 1.2 as its specification has it (http://www.softwareishard.com/blog/har-12-spec/), and stricter than its importers:
 * every field that must be there is, with its type, and no other one that does not begin with `_`.
 */
export function assertHar12(value: unknown): void {
  document(value, 'har');
}

/** A name that ends in `?` may be absent. */
function exactly(members: Readonly<Record<string, Check>>): Check {
  const checks = new Map(
    Object.entries({ 'comment?': string, ...members }).map(([name, check]) => [
      name.replace('?', ''),
      { check, optional: name.endsWith('?') },
    ]),
  );
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ShapeError(path);
    }
    const fields = value as Readonly<Record<string, unknown>>;
    for (const [name, { check, optional }] of checks) {
      if (name in fields) check(fields[name], `${path}.${name}`);
      else if (!optional) throw new ShapeError(`${path}.${name} (absent)`);
    }
    for (const name of Object.keys(fields)) {
      if (!checks.has(name) && !name.startsWith('_')) throw new ShapeError(`${path}.${name} (odd)`);
    }
  };
}

const dateTime: Check = (value, path) => {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  if (typeof value !== 'string' || !iso.test(value)) throw new ShapeError(path);
};

/** Of bytes, or -1 where it is not known. */
const size: Check = (value, path) => {
  if (!Number.isInteger(value) || Number(value) < -1) throw new ShapeError(path);
};

/** Milliseconds. */
const time: Check = (value, path) => {
  number(value, path);
  if (Number(value) < 0) throw new ShapeError(path);
};

/** Milliseconds, or -1 where it does not apply. */
const timeOrNone: Check = (value, path) => {
  if (value !== -1) time(value, path);
};

const url: Check = (value, path) => {
  if (typeof value !== 'string' || !URL.canParse(value)) throw new ShapeError(path);
};

const pair = exactly({ name: string, value: string });
const cookie = exactly({
  ...{ name: string, value: string, 'path?': string, 'domain?': string },
  ...{ 'expires?': dateTime, 'httpOnly?': boolean, 'secure?': boolean },
});
const message = {
  ...{ httpVersion: string, cookies: list(cookie), headers: list(pair) },
  ...{ headersSize: size, bodySize: size },
};
const parameter = exactly({
  ...{ name: string, 'value?': string, 'fileName?': string, 'contentType?': string },
});
const request = exactly({
  ...message,
  ...{ method: string, url, queryString: list(pair) },
  'postData?': exactly({ mimeType: string, params: list(parameter), text: string }),
});
const response = exactly({
  ...message,
  ...{ status: size, statusText: string, redirectURL: string },
  content: exactly({
    ...{ size, 'compression?': number, mimeType: string, 'text?': string, 'encoding?': string },
  }),
});
const timings = exactly({
  ...{ 'blocked?': timeOrNone, 'dns?': timeOrNone, 'connect?': timeOrNone, 'ssl?': timeOrNone },
  ...{ send: time, wait: time, receive: time },
});

const entry: Check = (value, path) => {
  exactly({
    ...{ 'pageref?': string, startedDateTime: dateTime, time, request, response, timings },
    ...{ cache: exactly({}), 'serverIPAddress?': string, 'connection?': string },
  })(value, path);
  const { time: total, timings: parts } = value as {
    readonly time: number;
    readonly timings: Readonly<Record<string, number>>;
  };
  // `ssl` is a part of `connect`.
  const { blocked = 0, dns = 0, connect = 0, send = 0, wait = 0, receive = 0 } = parts;
  const sum = [blocked, dns, connect, send, wait, receive].reduce(
    (before, part) => before + Math.max(0, part),
    0,
  );
  if (Math.abs(sum - total) > 0.001) throw new ShapeError(`${path}.time (not the sum of timings)`);
};

const document = exactly({
  log: exactly({
    version: (value, path) => {
      if (value !== '1.2') throw new ShapeError(path);
    },
    creator: exactly({ name: string, version: string }),
    'browser?': exactly({ name: string, version: string }),
    'pages?': list(() => undefined),
    entries: list(entry),
  }),
});
