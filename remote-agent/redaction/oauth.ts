const beside = /(?:^|[?&#;]|u0026)(?:state|redirect_uri|client_id|grant_type)=/;
/** The code of a status, an error, a country. */
const short = /^(?:\d{0,5}|[A-Za-z]{0,3})$/;
/** Addresses are seldom longer. */
const farthest = 1024;
const endsAddress = /[\s"'<>]/;

/** Whether parameters are those of a step of OAuth (RFC 6749, section 4.1), in which a code is a secret. */
export function isGrant(parameters: string): boolean {
  return parameters.includes('code=') && beside.test(parameters);
}

/** Whether a parameter of such a step is its code. */
export function isCode(name: string, value: string): boolean {
  return name === 'code' && !short.test(value);
}

/** The address in a text of which `at` is a part. */
export function addressAround(text: string, at: number): string {
  let [start, end] = [at, at];
  while (start > at - farthest && start > 0 && !endsAddress.test(text.charAt(start - 1))) start--;
  while (end < at + farthest && end < text.length && !endsAddress.test(text.charAt(end))) end++;
  return text.slice(start, end);
}
