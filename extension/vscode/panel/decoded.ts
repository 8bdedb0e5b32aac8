import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { DecodedBodies } from '../../../webview/protocol/messages.ts';
import { decodedBase64 } from '../../core/exchange/decode-body.ts';

/** The coded bodies of an exchange without their codings, for the page, which has no decoders. */
export function decodedBodies({ request, response }: Exchange): DecodedBodies {
  return { request: decodedBase64(request), response: response && decodedBase64(response) };
}
