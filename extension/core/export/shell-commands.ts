import type { Body } from './body.ts';
import { plainLine, shellBytes, shellQuote } from './quote.ts';
import { type Sending, unsaidNotes } from './sending.ts';

/** Linux takes no argument of a program that is longer than 128 KiB; bytes that are piped may be of any number. */
const longestArgument = 100_000;

/** A command of curl, with no more options than the request needs. */
export function curlCommand(sending: Sending): string {
  const { method, url, target, fields, isUntyped, isPlainHttp2, notes } = sending;
  const body = argumentOf(sending.body);
  const words = [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...socketWords(sending),
    ...(isPlainHttp2 ? ['--http2-prior-knowledge'] : []),
    ...(target === undefined ? [] : [`--request-target ${shellBytes(target)}`]),
    ...(target === undefined && sending.hasDotSegments ? ['--path-as-is'] : []),
    ...methodWords(method, body, isPlainHttp2),
    ...fields.map(
      ([name, value]) =>
        // Without a value curl would take the field away.
        `--header ${shellBytes(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...(isUntyped ? [`--header 'Content-Type:'`] : []),
    ...(fields.some(([name]) => name.toLowerCase() === 'accept-encoding') ? ['--compressed'] : []),
    ...(body.kind === 'text' ? [`--data-raw ${shellQuote(body.text)}`] : []),
    ...(body.kind === 'bytes' ? ['--data-binary @-'] : []),
  ];
  const unknown =
    sending.socket === '' ? unsaidNotes({ ...sending, target: undefined }, 'curl') : [];
  const command = [`curl --url ${shellQuote(url)}`, ...words].join(' \\\n  ');
  return [...comments([...notes, ...unknown]), piped(body, command)].join('\n');
}

/** A command of HTTPie. */
export function httpieCommand(sending: Sending): string {
  const { method, url, hasDotSegments, fields, isUntyped, notes } = sending;
  const body = argumentOf(sending.body);
  const words = [
    ...(body.kind === 'bytes' ? [] : ['--ignore-stdin']),
    ...(hasDotSegments ? ['--path-as-is'] : []),
    ...(body.kind === 'text' ? [`--raw ${shellQuote(body.text)}`] : []),
    ...[shellQuote(method), shellQuote(url)],
    ...fields.map(([name, value]) =>
      // `:@` and `:=` would mean something else than a field.
      shellQuote(value === '' ? `${name};` : `${name}:${value.replace(/^[@=]/, '\\$&')}`),
    ),
    ...(isUntyped ? ['Content-Type:'] : []),
  ];
  const lines = comments([...notes, ...unsaidNotes(sending, 'HTTPie')]);
  return [...lines, piped(body, ['http', ...words].join(' '))].join('\n');
}

function socketWords({ socket }: Sending): readonly string[] {
  if (!socket) return [];
  return socket.startsWith('@')
    ? [`--abstract-unix-socket ${shellQuote(socket.slice(1))}`]
    : [`--unix-socket ${shellQuote(socket)}`];
}

/** curl thinks of `--head` and a body as two methods, and waits for the body of a response to any other. */
function methodWords(method: string, body: Body, isHttp2: boolean): readonly string[] {
  if (method === 'HEAD' && body.kind === 'none') return ['--head'];
  if (method === 'HEAD') {
    const closing = isHttp2 ? [] : [`--header 'Connection: close'`];
    return ['--request HEAD', '--include', '--ignore-content-length', ...closing];
  }
  const usual = body.kind === 'none' ? 'GET' : 'POST';
  return method === usual ? [] : [`--request ${shellQuote(method)}`];
}

function argumentOf(body: Body): Body {
  if (body.kind !== 'text' || Buffer.byteLength(body.text) <= longestArgument) return body;
  return { kind: 'bytes', base64: Buffer.from(body.text).toString('base64') };
}

function piped(body: Body, command: string): string {
  return body.kind === 'bytes' ? `echo ${body.base64} | base64 -d | ${command}` : command;
}

function comments(notes: readonly string[]): readonly string[] {
  return notes.map((note) => `# ${plainLine(note)}`);
}
