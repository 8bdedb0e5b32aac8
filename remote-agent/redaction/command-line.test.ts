import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactArguments } from './command-line.ts';
import { Redactor } from './redactor.ts';

test('secrets in the arguments of programs', () => {
  const cases: readonly (readonly [args: readonly string[], expected: string])[] = [
    [
      ['curl', '-H', 'Authorization: Bearer abc', '-s', 'http://a/'],
      'curl -H Authorization: Bearer [redacted] -s http://a/',
    ],
    [['curl', '-HX-Api-Key:abc', '-HAccept: */*'], 'curl -HX-Api-Key: [redacted] -HAccept: */*'],
    [
      ['curl', '-u', 'me:pass', '-b', 'sid=1; a=2'],
      'curl -u me:[redacted] -b sid=[redacted]; a=[redacted]',
    ],
    [
      ['curl', '--oauth2-bearer', 'abc', 'https://u:p@a/?token=x&y=1'],
      'curl --oauth2-bearer [redacted] https://[redacted]@a/?token=[redacted]&y=1',
    ],
    [
      ['curl', '-d', '{"password":"x"}', '-d', 'a=1&password=x'],
      'curl -d {"password":"[redacted]"} -d a=1&password=[redacted]',
    ],
    [
      ['app', '--password=x', '--port=80', 'API_KEY=x', '--token', 'x', '--token', '--next'],
      'app --password=[redacted] --port=80 API_KEY=[redacted] --token [redacted] --token --next',
    ],
    [['/usr/bin/mysql', '-pSecret', '-uroot'], '/usr/bin/mysql -p[redacted] -uroot'],
    [['ssh', '-p2222', 'host'], 'ssh -p2222 host'],
    [
      ['sh', '-c', 'PASSWORD=x curl -H "Authorization: Bearer abcdefgh" -u a:b http://a'],
      'sh -c PASSWORD=[redacted] curl -H "Authorization: Bearer [redacted]" -u a:[redacted] http://a',
    ],
    [['nginx: worker process'], 'nginx: worker process'],
    [
      ['node', '/srv/app.js', '--inspect=127.0.0.1:9229'],
      'node /srv/app.js --inspect=127.0.0.1:9229',
    ],
    [[''], ''],
  ];
  for (const [args, expected] of cases) {
    assert.equal(redactArguments(args, new Redactor()).join(' '), expected);
  }
});

test('options with their value in the same word, after other letters, or after an equals sign', () => {
  const cases: Readonly<Record<string, string>> = {
    'curl -uadmin:pw http://h/': 'curl -uadmin:[redacted] http://h/',
    'curl -sSu admin:pw http://h/': 'curl -sSu admin:[redacted] http://h/',
    'curl -suadmin:pw h': 'curl -suadmin:[redacted] h',
    'curl -bsid=x -b jar.txt h': 'curl -bsid=[redacted] -b jar.txt h',
    'curl -sb sid=x;a=b h': 'curl -sb sid=[redacted];a=[redacted] h',
    'curl --user=admin:pw h': 'curl --user=admin:[redacted] h',
    'curl --cert c.pem:pw -Ec.pem:pw h': 'curl --cert c.pem:[redacted] -Ec.pem:[redacted] h',
    'curl -sHX-Api-Key:x h': 'curl -sHX-Api-Key: [redacted] h',
    'curl -sH X-Api-Key:x h': 'curl -sH X-Api-Key: [redacted] h',
    'curl -d user=x&password=a;b h': 'curl -d user=x&password=[redacted] h',
    'curl -sd{"password":"x"} h': 'curl -sd{"password":"[redacted]"} h',
    'curl -Fpassword=a;type=b h': 'curl -Fpassword=[redacted] h',
    'curl -x u:pw@p:80 -sxu:pw@p h': 'curl -x [redacted]@p:80 -sx[redacted]@p h',
    'curl admin:pw@h/a?token=x': 'curl [redacted]@h/a?token=[redacted]',
    'http -aadmin:pw h': 'http -aadmin:[redacted] h',
    'http --auth=pw h X-Api-Key:x a:=1': 'http --auth=[redacted] h X-Api-Key: [redacted] a:=1',
    'redis-cli -h h -a pw': 'redis-cli -h h -a [redacted]',
    'sudo sshpass -ppw ssh -p22 u@h': 'sudo sshpass -p[redacted] ssh -p22 u@h',
    'sshpass -p pw ssh -p 22 h': 'sshpass -p [redacted] ssh -p 22 h',
    'mysqldump -uroot -ppw -P3306 db': 'mysqldump -uroot -p[redacted] -P3306 db',
    'mysql -p db': 'mysql -p db',
    'mongosh -u a -p pw h': 'mongosh -u a -p [redacted] h',
    'sh -c cd /a && redis-cli -a pw ; curl -su a:pw h':
      'sh -c cd /a && redis-cli -a [redacted] ; curl -su a:[redacted] h',
    'wget --header=X-Api-Key:x --post-data=password=x;y h':
      'wget --header=X-Api-Key: [redacted] --post-data=password=[redacted] h',
    'java -Ddb.password=x -jar a.jar': 'java -Ddb.password=[redacted] -jar a.jar',
    'openssl -password x': 'openssl -password [redacted]',
  };
  const same = [
    'curl -sSLo out.txt -w %{http_code}\\n -XPOST http://h:80/a',
    'docker run -p 80:80 img:1@sha256:ab',
    'ssh -p2222 git@h',
    'grep -rn -a pw .',
    'scp a:b@c d',
    '- -- -',
  ];
  const all = [...Object.entries(cases), ...same.map((line) => [line, line] as const)];
  for (const [line, expected] of all) {
    const words = line.startsWith('sh -c') ? ['sh', '-c', line.slice(6)] : line.split(' ');
    assert.equal(redactArguments(words, new Redactor()).join(' '), expected);
  }
});
