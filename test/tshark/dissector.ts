import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../build/program.ts';
import type { RecordedPart } from '../../remote-agent/testing/recorded-connection.ts';
import { captureFile, serverPort } from './capture-file.ts';

/** A field of tshark's: its name, its value, and how many bytes it has. */
export interface DissectedField {
  readonly name: string;
  readonly show: string;
  readonly size: number;
}

/** What tshark calls one protocol's layer: a message of HTTP/1, a frame of HTTP/2. */
export type Layer = readonly DissectedField[];

/** The layers of `protocol` that tshark finds in a connection. */
export async function dissect(
  parts: readonly RecordedPart[],
  protocol: 'http' | 'http2',
): Promise<Layer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-tshark-'));
  try {
    const file = join(folder, 'capture.pcap');
    await writeFile(file, captureFile(parts));
    const decodeAs = `tcp.port==${serverPort},${protocol}`;
    const pdml = await mustRun('tshark', ['-n', '-r', file, '-d', decodeAs, '-T', 'pdml']);
    return layersOf(pdml, protocol);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** From PDML, in which a field is an element of one line. */
function layersOf(pdml: string, protocol: string): Layer[] {
  const layers: DissectedField[][] = [];
  let open: DissectedField[] | null = null;
  for (const line of pdml.split('\n')) {
    const element = /^\s*<(\/?)(proto|field) ?(.*)>$/.exec(line);
    if (!element) continue;
    const [, closing, kind, attributes = ''] = element;
    if (closing) {
      if (kind === 'proto') open = null;
      continue;
    }
    const name = attribute(attributes, 'name');
    if (kind === 'proto') {
      open = name === protocol ? [] : null;
      if (open) layers.push(open);
    } else {
      open?.push({
        name,
        show: attribute(attributes, 'show'),
        size: Number(attribute(attributes, 'size')),
      });
    }
  }
  return layers;
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&amp;': '&',
};

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return value.replace(/&(?:lt|gt|quot|amp|#x27);/g, (entity) => entities[entity] ?? entity);
}
