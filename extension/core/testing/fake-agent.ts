import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artefacts, artefactsIn } from '../deploy/artefacts.ts';

/**
 * Artefacts whose agent misbehaves on purpose, which the real one does not do. `behaviour` is JavaScript that
 * runs for each request, with `request`, `answer(result)`, `refuse(data)`, `notify(method, params)` and
 * `raw(text)`; where it returns nothing true, the request is answered as a good agent would.
 */
export function fakeArtefacts(folder: string, behaviour = ''): Artefacts {
  const artefacts = artefactsIn(folder);
  for (const [architecture, loader] of Object.entries(artefacts.loaders)) {
    mkdirSync(join(folder, architecture), { recursive: true });
    writeFileSync(loader, `#!/bin/sh\necho 0.0.0 ${architecture}\n`);
    chmodSync(loader, 0o755);
  }
  writeFileSync(
    artefacts.agent,
    `${program}\nfunction behave(request, tools) {
    const { answer, refuse, notify, raw } = tools;
    ${behaviour}
  }\n`,
  );
  return artefacts;
}

const program = String.raw`
const answers = {
  initialize: {
    ...{ protocolVersion: 1, agentVersion: '0.0.0', kernel: 'k', architecture: 'x86_64' },
    clockMs: Date.now(),
  },
  start: { design: 'tracepoint', attachment: 'fake', refused: [] },
  stop: { exchanges: 0 },
};
if (process.argv[2] === 'attach') process.exit(3);
const frame = (kind, number) => {
  const header = Buffer.alloc(7);
  header.write(kind);
  header.writeUIntBE(number, 1, 6);
  return header;
};
let sent = 0;
const raw = (text) => {
  const bytes = Buffer.from(text);
  sent += bytes.length;
  return process.stdout.write(Buffer.concat([frame('D', bytes.length), bytes]));
};
process.stdout.write(frame('H', 0));
setInterval(() => process.stdout.write(frame('A', received)), 5000).unref();
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  raw('Content-Length: ' + Buffer.byteLength(body) + '\r\n\r\n' + body);
};
let framed = Buffer.alloc(0);
let held = Buffer.alloc(0);
let received = 0;
process.stdin.on('data', (chunk) => {
  framed = Buffer.concat([framed, chunk]);
  while (framed.length >= 7) {
    const [kind, number] = [String.fromCharCode(framed[0]), framed.readUIntBE(1, 6)];
    if (kind === 'D' && framed.length < 7 + number) break;
    if (kind === 'E') {
      process.stdout.write(Buffer.concat([frame('A', received), frame('E', sent)]), () => process.exit(0));
    }
    if (kind === 'D') {
      held = Buffer.concat([held, framed.subarray(7, 7 + number)]);
      received += number;
      process.stdout.write(frame('A', received));
    }
    framed = framed.subarray(kind === 'D' ? 7 + number : 7);
  }
  for (;;) {
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(held.toString('latin1', 0, end))[1]);
    if (held.length < end + 4 + length) return;
    const request = JSON.parse(held.toString('utf8', end + 4, end + 4 + length));
    held = held.subarray(end + 4 + length);
    const answer = (result) => send({ id: request.id, result });
    const tools = {
      answer,
      refuse: (data) => send({ id: request.id, error: { code: -32000, message: 'refused', data } }),
      notify: (method, params) => send({ method, params }),
      raw,
    };
    if (!behave(request, tools)) answer(answers[request.method]);
  }
});
process.stdin.on('end', () => process.exit(0));
`;
