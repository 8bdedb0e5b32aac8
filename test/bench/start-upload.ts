import { join } from 'node:path';
import { root } from '../../build/paths.ts';
import { artefactsIn, packAll } from '../../extension/core/deploy/artefacts.ts';

/** The agent as it was built. */
export const packedAgent = artefactsIn(join(root, 'dist/agent'));

/** Bytes that go to a new host. */
export async function uploadBytes(): Promise<number> {
  return (await (await packAll(packedAgent)).x86_64.gzipped()).length;
}
