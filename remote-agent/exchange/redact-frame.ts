import { mediaTypeOf } from '../content/kind.ts';
import type { ContentKind } from '../protocol/exchange.ts';
import { redactBody } from '../redaction/body.ts';
import { redactStomp } from '../redaction/header-lines.ts';
import type { Redactor } from '../redaction/redactor.ts';

const noType = mediaTypeOf('');

/** The content of a frame of a WebSocket without its secrets. */
export function redactFrame(content: string, kind: ContentKind, { secrets }: Redactor): string {
  const fields = redactStomp(content, secrets, () => {});
  return redactBody(fields, kind, noType, secrets).text;
}
