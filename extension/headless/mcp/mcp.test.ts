import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  getDefaultEnvironment,
  StdioClientTransport,
} from '@modelcontextprotocol/sdk/client/stdio.js';
import { tools } from '../../core/assistant/tools.ts';
import { plainExchange } from '../../core/testing/exchange.ts';
import { fakeArtefacts } from '../../core/testing/fake-agent.ts';
import { temporaryFolder } from '../../core/testing/session-bench.ts';

const folder = temporaryFolder();
const sources = join(folder.path, 'sources');

before(() => {
  mkdirSync(sources);
  writeFileSync(
    join(sources, 'books.js'),
    `const app = require('express')();\napp.get('/books/:id', show);\napp.get('/never', show);\n`,
  );
  symlinkSync(sources, join(sources, 'again'));
});
after(() => folder.remove());

/** A server in a process of its own whose agent does what it is told, and the SDK's client that is connected to it. */
async function connected(behaviour: string, words: readonly string[] = []) {
  const artefacts = join(folder.path, `artefacts-${behaviour.length}`);
  fakeArtefacts(artefacts, behaviour);
  const program = `${artefacts}.mts`;
  const module = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  writeFileSync(
    program,
    `import { artefactsIn } from ${module('../../core/deploy/artefacts.ts')};
import { parseMcpArguments } from ${module('arguments.ts')};
import { serve } from ${module('serve.ts')};
process.exitCode = await serve(parseMcpArguments(process.argv.slice(2)), artefactsIn(${JSON.stringify(artefacts)}));
`,
  );
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', 'tsx', program, 'local', ...words],
    cwd: import.meta.dirname,
    env: { ...getDefaultEnvironment(), XDG_CACHE_HOME: join(folder.path, 'cache') },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const ask = async (name: string, input: object = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: { ...input } });
    const [{ text }] = content as [{ text: string }];
    return isError ? text : (JSON.parse(text) as Record<string, unknown>);
  };
  return { client, ask };
}

type Listed = { readonly trace: string; readonly items: readonly Record<string, unknown>[] };

const told = [
  plainExchange({
    ...{ id: 'e1', target: '/books/7?api_key=hunter2' },
    headers: [['Authorization', 'Bearer hunter2']],
    responseHeaders: [['Content-Type', 'application/json']],
    responseBody: '{"title":"Emma"}',
    more: { process: { pid: 7, name: 'node', command: 'node books.js' } },
  }),
  plainExchange({ id: 'e2', target: '/other' }),
];
const tells = `if (request.method === 'start') {
  answer(answers.start); notify('exchanges', { items: ${JSON.stringify(told)} }); return true;
}`;

test('an MCP client lists and reads what a trace has seen', async () => {
  const { client, ask } = await connected(tells, ['--sources', sources]);
  try {
    const { tools: offered } = await client.listTools();
    assert.deepEqual(
      offered.map(({ name, inputSchema }) => ({ name, inputSchema })),
      tools.map(({ name, inputSchema }) => ({ name, inputSchema })),
    );
    for (const { annotations } of offered) assert.equal(annotations?.readOnlyHint, true);

    const list = () => ask('httpTrace_listExchanges', { filter: 'path:/books' });
    let listed = (await list()) as Listed;
    while (listed.items.length === 0) listed = (await list()) as Listed;
    assert.match(listed.trace, /^Tracing local with tracepoint .* 2 exchanges were seen/);
    const [first, ...others] = listed.items;
    assert.deepEqual(others, []);
    assert.equal(first?.['url'], 'http://shop.test/books/7?api_key=[redacted]');

    const read = await ask('httpTrace_getExchange', { id: first?.['id'] });
    const { request, response } = read as Record<string, Record<string, unknown>>;
    assert.deepEqual(request?.['headers'], ['Authorization: Bearer [redacted]']);
    assert.equal(response?.['body'], '{"title":"Emma"}');

    const routes = await ask('httpTrace_routes');
    const lines = (routes as Listed).items;
    assert.deepEqual(
      lines.map(({ template, requests }) => [template, requests]),
      [
        ['/books/{id}', 1],
        ['/never', 0],
      ],
    );
    assert.match(String(lines[0]?.['handler']), /\/books\.js:2$/);
    assert.equal(
      await ask('httpTrace_getExchange', { id: 'nobody' }),
      'No exchange with this id is held; list them again.',
    );
    assert.match(String(await ask('httpTrace_drop')), /no such tool/);
  } finally {
    await client.close();
  }
});

test('whoever asks is told why there is no trace', async () => {
  const { client, ask } = await connected(
    `if (request.method === 'start') { refuse({ code: 'no-privilege', message: 'Nobody may trace here.' }); return true; }`,
  );
  try {
    assert.match(String(await ask('httpTrace_connections')), /Nobody may trace here\./);
  } finally {
    await client.close();
  }
});

test('the server ends with its client, and so does the agent', async () => {
  const pidFile = join(folder.path, 'pid');
  const { client, ask } = await connected(
    `if (request.method === 'start') require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
  );
  await ask('httpTrace_connections');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  process.kill(pid, 0);
  await client.close();
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
