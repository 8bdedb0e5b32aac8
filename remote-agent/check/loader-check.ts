import { isDesign } from '../capture/report.ts';
import type { DesignName } from '../protocol/messages.ts';

/** What `http-trace-loader --check` prints, read. An empty `reason` means that it works. */
export interface LoaderCheck {
  readonly parts: readonly { readonly name: string; readonly reason: string }[];
  readonly designs: readonly {
    readonly design: DesignName;
    readonly attachment: string;
    readonly reason: string;
  }[];
}

/** `null` where it is not what the loader prints. */
export function parseLoaderCheck(text: string): LoaderCheck | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value['type'] !== 'check') return null;
  const { parts, designs } = value;
  if (!Array.isArray(parts) || !Array.isArray(designs)) return null;
  return { parts: parts.flatMap(readPart), designs: designs.flatMap(readDesign) };
}

function readPart(value: unknown): LoaderCheck['parts'] {
  if (!isRecord(value)) return [];
  const { name, reason } = value;
  return typeof name === 'string' && typeof reason === 'string' ? [{ name, reason }] : [];
}

/** A design that is not known here is left out: the agent could not start it either. */
function readDesign(value: unknown): LoaderCheck['designs'] {
  if (!isRecord(value)) return [];
  const { design, attachment, reason = '' } = value;
  if (!isDesign(design) || typeof attachment !== 'string' || typeof reason !== 'string') return [];
  return [{ design, attachment, reason }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
