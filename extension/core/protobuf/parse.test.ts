import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { parseProto } from './parse.ts';

const shop = `\uFEFF// A shop.
syntax = "proto3";
package shop . v1;
package shop.v1; /* the one that counts; message No {} */
import "shop/v1/money.proto";
import public 'google/protobuf/timestamp.proto';
option java_package = "com.shop; }";
option (custom).thing = { a: 1 b { c: "}" } };

message Order {
  option deprecated = true;
  reserved 2, 15, 9 to 11;
  reserved "foo", "bar";
  string id = 1 [deprecated = true, (rule).pattern = "];"];
  repeated Item items = 3;
  map<string, shop.v1.Money> totals = 4;
  oneof payment { string card = 5; .shop.v1.Voucher voucher = 0x6; }
  optional State state = 7;
  google.protobuf.Timestamp placed = 8;
  message Item { string sku = 1; int32 count = 2; enum Size { SMALL = 0; LARGE = 1; } Size size = 3; }
  string message = 12;
  string enum = 13;
  string option = 14;
  extensions 100 to max;
}
enum State { option allow_alias = true; UNKNOWN = 0; OPEN = 1; ALSO_OPEN = 1; NEGATIVE = -5; }
message Voucher { bytes code = 1 ; }
service Orders {
  option (x) = "y";
  rpc Get(GetRequest) returns (Order);
  rpc Watch (stream GetRequest) returns (stream .shop.v1.Order) { option (google.api.http) = { get: "/v1/{id}" }; }
}
message GetRequest { string id = 1; }
extend Order { string note = 100; }
`;

test('everything that a file declares', () => {
  const file = parseProto(shop);
  assert.equal(file.package, 'shop.v1');
  assert.deepEqual(file.imports, ['shop/v1/money.proto', 'google/protobuf/timestamp.proto']);
  const scope = 'shop.v1.Order';
  const order = file.messages.find(({ name }) => name === scope) ?? assert.fail();
  const one = { repeated: false, scope };
  assert.deepEqual(order.fields, [
    { ...one, number: 1, name: 'id', type: 'string' },
    { ...one, number: 3, name: 'items', type: 'Item', repeated: true },
    { ...one, number: 4, name: 'totals', type: 'shop.v1.Money', repeated: true, mapKey: 'string' },
    { ...one, number: 5, name: 'card', type: 'string' },
    { ...one, number: 6, name: 'voucher', type: '.shop.v1.Voucher' },
    { ...one, number: 7, name: 'state', type: 'State' },
    { ...one, number: 8, name: 'placed', type: 'google.protobuf.Timestamp' },
    { ...one, number: 12, name: 'message', type: 'string' },
    { ...one, number: 13, name: 'enum', type: 'string' },
    { ...one, number: 14, name: 'option', type: 'string' },
  ]);
  assert.deepEqual(file.messages.map(({ name }) => name.replace('shop.v1.', '')).sort(), [
    'GetRequest',
    'Order',
    'Order.Item',
    'Voucher',
  ]);
  assert.deepEqual(
    [...(file.enums.find(({ name }) => name === 'shop.v1.State')?.values ?? [])],
    [
      [0, 'UNKNOWN'],
      [1, 'OPEN'],
      [-5, 'NEGATIVE'],
    ],
  );
  const service = 'shop.v1.Orders';
  assert.deepEqual(file.methods, [
    { service, name: 'Get', request: 'GetRequest', response: 'Order' },
    { service, name: 'Watch', request: 'GetRequest', response: '.shop.v1.Order' },
  ]);
  assert.deepEqual(
    file.extensions.map(({ extendee, fields }) => [extendee, fields.length]),
    [['Order', 1]],
  );
});

test('proto2 and editions: groups, labels, defaults, visibility', () => {
  const { messages } = parseProto(`
    edition = "2024";
    export message A { required string a = 1 [default = "x;}"]; repeated group Result = 2 { optional string url = 3; } }
    local message B { string b = 1 [features.field_presence = EXPLICIT]; ; }`);
  assert.deepEqual(
    messages.map(({ name, fields }) => [
      name,
      fields.map((each) => `${each.number} ${each.name} ${each.type}`),
    ]),
    [
      ['A.Result', ['3 url string']],
      ['A', ['1 a string', '2 result Result']],
      ['B', ['1 b string']],
    ],
  );
});

test('the same fields as protobuf.js finds', () => {
  const source = shop.replace('package shop . v1;\n', '').replace('\uFEFF', '');
  const oracle = protobuf.parse(source, new protobuf.Root(), { keepCase: true }).root;
  for (const { name, fields } of parseProto(source).messages) {
    const expected = Object.values(oracle.lookupType(name).fields)
      .filter((field) => !field.declaringField)
      .map((field) => [field.id, field.name, field.type, field.repeated || field.map])
      .sort();
    const found = fields.map((field) => [field.number, field.name, field.type, field.repeated]);
    assert.deepEqual(found.sort(), expected, name);
  }
});

test('what cannot be understood is left out, and what follows is read', () => {
  const { messages } = parseProto(`
    message A { string a = ; int32 b = 0; int32 c = 99999999999; foo; string good = 2; }
    messsage X { string x = 1; }
    message B { string b = 1; }`);
  assert.deepEqual(
    messages.map(({ name, fields }) => [name, fields.map((each) => each.name)]),
    [
      ['A', ['good']],
      ['B', ['b']],
    ],
  );
});

test('a hostile file ends, and takes time in proportion to its length', () => {
  const long = 200_000;
  const texts = [
    'message A { '.repeat(long / 10),
    'message A { oneof b { '.repeat(long / 20),
    'message A { group B = 1 { '.repeat(long / 20),
    '/*'.repeat(long),
    '"\\'.repeat(long),
    'option a = {'.repeat(long / 10),
    '} '.repeat(long),
    'a.'.repeat(long),
    'export '.repeat(long / 10),
    'service S { rpc '.repeat(long / 20),
    'rpc A('.repeat(long / 10),
    'message A { map<'.repeat(long / 20),
    'message A { repeated '.repeat(long / 20),
    'enum E { A = 1'.repeat(long / 20),
    'extend A { '.repeat(long / 10),
    '] ] ] message A { string a = 1; } '.repeat(long / 40),
  ];
  for (const text of texts) {
    const { messages } = parseProto(text);
    assert.ok(messages.length <= text.length / 10, text.slice(0, 20));
  }
});

test('a file that is cut off anywhere is read as far as it goes', () => {
  for (let end = 0; end < shop.length; end++) {
    const { messages } = parseProto(shop.slice(0, end));
    assert.ok(messages.length <= 5);
  }
});
