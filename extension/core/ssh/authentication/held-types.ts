import { connect } from 'node:net';
import { keyType } from '../known-hosts/line.ts';

const TIME_LIMIT_MS = 5_000;
/** As OpenSSH's agent has it (MAX_AGENT_REPLY_LEN). */
const ANSWER_LIMIT_BYTES = 256 * 1024;
/** SSH_AGENTC_REQUEST_IDENTITIES and its answer (draft-ietf-sshm-ssh-agent). */
const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;

/** The types of all keys that an agent holds, also those that ssh2 leaves out; none where it does not answer. */
export async function heldKeyTypes(agentSocket: string): Promise<string[]> {
  const answer = await ask(agentSocket);
  if (!answer || answer[4] !== IDENTITIES_ANSWER || answer.length < 9) return [];
  const types: string[] = [];
  let at = 9;
  const field = (): Buffer | undefined => {
    if (at + 4 > answer.length) return undefined;
    const start = at + 4;
    at = start + answer.readUInt32BE(at);
    return at <= answer.length ? answer.subarray(start, at) : undefined;
  };
  for (let left = answer.readUInt32BE(5); left > 0; left--) {
    const key = field();
    if (!key || !field()) break;
    const type = keyType(key);
    if (type !== undefined) types.push(type);
  }
  return types;
}

function ask(agentSocket: string): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(agentSocket, () => socket.write(REQUEST_IDENTITIES));
    let answer = Buffer.alloc(0);
    const done = (whole?: Buffer) => {
      resolve(whole);
      socket.destroy();
    };
    socket.setTimeout(TIME_LIMIT_MS, done);
    socket.on('error', () => done()).on('close', () => done());
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      const length = answer.length < 4 ? undefined : 4 + answer.readUInt32BE(0);
      if (answer.length > ANSWER_LIMIT_BYTES) done();
      else if (length !== undefined && answer.length >= length) done(answer.subarray(0, length));
    });
  });
}
