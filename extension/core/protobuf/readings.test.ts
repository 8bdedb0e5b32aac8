import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { plainExchange } from '../testing/exchange.ts';
import { readingsOf } from './readings.ts';
import { SchemaBook } from './schema-book.ts';

/** A call whose request is the field 1 with the text `hi`, and whose response is empty. */
function call(service: string, more: object = {}): Exchange {
  const item = { timeMs: 1, kind: 'message', size: 4, ...more } as const;
  return plainExchange({
    more: {
      grpc: { service, method: 'Get', status: 0, statusName: 'OK' },
      messages: {
        ...{ protocol: 'grpc', fromClient: 1, fromServer: 1 },
        items: [
          { ...item, from: 'client', data: 'CgJoaQ==' },
          { ...item, from: 'server' },
        ],
      },
    },
  });
}

function book(files: Readonly<Record<string, string>>): SchemaBook {
  const made = new SchemaBook();
  for (const [path, text] of Object.entries(files)) made.set(path, text);
  return made;
}

const service = 'service S { rpc Get(Query) returns (google.protobuf.Empty); }';

test('types are found through imports, by scope, and among those that come with the compiler', () => {
  const schemas = book({
    'api/shop/v1/service.proto': `package shop.v1; import "shop/v1/types.proto"; ${service}`,
    'api/shop/v1/types.proto': 'package shop.v1; message Query { string text = 1; }',
    // Other types of the same name: not in sight, or of another package.
    'old/shop/v1/types.proto': 'package shop.v1; message Query { string old = 1; }',
    'other.proto': 'package shop; message Query { string other = 1; }',
  });
  const [[request] = [], [response] = []] = readingsOf(schemas, call('shop.v1.S'));
  assert.deepEqual(request, {
    files: ['api/shop/v1/service.proto'],
    type: 'shop.v1.Query',
    fields: [{ number: 1, name: 'text', type: 'string', value: 'hi' }],
    unread: 0,
  });
  assert.deepEqual([response?.type, response?.fields], ['google.protobuf.Empty', []]);
});

test('where files disagree there are several readings, where they agree one', () => {
  const query = (field: string) => `package p; message Query { ${field} = 1; } ${service}`;
  const schemas = book({
    'a.proto': query('string text'),
    'b.proto': query('string text'),
    'c.proto': query('bytes raw'),
  });
  const [request] = readingsOf(schemas, call('p.S'));
  assert.deepEqual(
    request?.map(({ files, fields }) => [files, fields[0]?.name]),
    [
      [['a.proto', 'b.proto'], 'text'],
      [['c.proto'], 'raw'],
    ],
  );
  // A file that changes or goes.
  schemas.set('c.proto', query('string text'));
  assert.deepEqual(readingsOf(schemas, call('p.S'))[0]?.[0]?.files, [
    'a.proto',
    'b.proto',
    'c.proto',
  ]);
  schemas.set('a.proto', null);
  assert.deepEqual(readingsOf(schemas, call('p.S'))[0]?.[0]?.files, ['b.proto', 'c.proto']);
});

test('fields that another file adds; a type that no file has', () => {
  const extended = book({
    'a.proto': `package p; message Query { extensions 1 to 5; } ${service}`,
    'b.proto': 'package q; import "a.proto"; extend p.Query { optional string added = 1; }',
  });
  assert.equal(readingsOf(extended, call('p.S'))[0]?.[0]?.fields[0]?.name, 'added');
  const without = book({ 'a.proto': `package p; ${service}` });
  assert.deepEqual(readingsOf(without, call('p.S'))[0], []);
});

test('no schema, no gRPC, nothing that can be read: no readings', () => {
  const schemas = book({ 'a.proto': `package p; message Query { string a = 1; } ${service}` });
  assert.deepEqual(readingsOf(schemas, call('other.S')), [[], []]);
  assert.deepEqual(readingsOf(schemas, plainExchange({})), []);
  const undecodable = call('p.S', { undecodable: 'grpc-encoding snappy' });
  assert.deepEqual(readingsOf(schemas, undecodable), [[], []]);
});

test('many files that import each other', () => {
  const files: Record<string, string> = {};
  const imports = Array.from({ length: 400 }, (_, index) => `import "f${index}.proto";`).join('');
  for (let index = 0; index < 400; index++) {
    files[`f${index}.proto`] =
      `package p${index}; ${imports} message Query { string a = 1; } ${service}`;
  }
  assert.equal(readingsOf(book(files), call('p7.S'))[0]?.length, 1);
});
