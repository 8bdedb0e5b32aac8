import { parseProto } from '../../extension/core/protobuf/parse.ts';
import { readMessage } from '../../extension/core/protobuf/read-message.ts';
import { SchemaBook } from '../../extension/core/protobuf/schema-book.ts';
import { oneOf, type Random } from '../../remote-agent/testing/random.ts';
import { check, type FuzzTarget, mutated } from './target.ts';

const parts = [
  'syntax = "proto3";\npackage a.b;\nimport "c.proto";\n',
  'message M { string s = 1; repeated int32 n = 2; map<string, M> m = 3; oneof o { E e = 4; M i = 5; } }\n',
  'enum E { option allow_alias = true; A = 0; B = -1; reserved 5; }\n',
  'service S { rpc R(stream M) returns (M) { option (x) = { y: "}" }; } }\n',
  'extend M { optional group G = 9 { double d = 1; } } /* } */ // {\n',
  'message N { message M { fixed64 f = 1 [(y) = "];"]; bytes b = 2; float g = 3; } M m = 1; }\n',
];

/** A damaged schema is read as far as it goes, and any bytes by it. */
export const proto: FuzzTarget = {
  name: 'proto',
  try(random) {
    const text = mutated(
      random,
      Array.from({ length: random(9) }, () => oneOf(random, parts)).join(''),
    );
    const { messages, methods, enums } = parseProto(text);
    check(
      messages.length + methods.length + enums.length <= text.length / 8,
      'declared by nothing',
    );
    const book = new SchemaBook();
    book.set('a.proto', `${text}\nservice Z { rpc Z(M) returns (N); }`);
    book.set('b.proto', parts.slice(0, 2).join(''));
    const bytes = messageBytes(random);
    for (const method of book.methods('a.b.Z', 'Z')) {
      for (const type of [method.request, method.response]) {
        if (!type) continue;
        const { fields, unread } = readMessage(book, type, bytes, random(2) === 0);
        check(fields.length <= bytes.length && unread <= bytes.length, 'more than there is');
      }
    }
  },
};

function messageBytes(random: Random): Buffer {
  const fields = Array.from({ length: random(8) }, () => {
    const inner = random(4) === 0 ? messageBytes(random) : Buffer.from('hi');
    return Buffer.concat([Buffer.from([((1 + random(9)) << 3) | random(6), inner.length]), inner]);
  });
  return Buffer.from(mutated(random, Buffer.concat(fields).toString('latin1')), 'latin1');
}
