import type { MediaType } from '../content/kind.ts';
import type { ContentKind } from '../protocol/exchange.ts';
import { redactJson } from './json.ts';
import { redactMultipart } from './multipart.ts';
import type { Secrets } from './secrets.ts';
import { redactParameters } from './targets.ts';

export interface RedactedBody {
  /** One character a byte, as what was given. */
  readonly text: string;
  /** How many secrets were replaced. */
  readonly secrets: number;
}

/**
 * A decoded content without the secrets of its fields: JSON members, form parameters, parts of a multipart form, and
 * JSON that stands in other text (server-sent events, scripts). `text` has one character a byte, which is enough,
 * because names are ASCII and UTF-8 keeps ASCII apart.
 */
export function redactBody(
  text: string,
  kind: ContentKind,
  type: MediaType,
  secrets: Secrets,
): RedactedBody {
  let count = 0;
  const replaced = () => {
    count++;
  };
  const fields = withoutFields(text, kind, type, secrets, replaced);
  const result = isText(kind) ? secrets.replaceIn(fields, replaced) : fields;
  return { text: result, secrets: count };
}

/** Whether a content of that kind can hold secrets that are found by name or by the user's expressions. */
export function isText(kind: ContentKind): boolean {
  return kind !== 'image' && kind !== 'binary';
}

function withoutFields(
  text: string,
  kind: ContentKind,
  type: MediaType,
  secrets: Secrets,
  replaced: () => void,
): string {
  switch (kind) {
    case 'json':
    case 'text':
      return redactJson(text, secrets, replaced);
    case 'form':
      return redactParameters(text, secrets, replaced);
    case 'multipart':
      return type.boundary ? redactMultipart(text, type.boundary, secrets, replaced) : text;
    case 'image':
    case 'binary':
      return text;
  }
}
