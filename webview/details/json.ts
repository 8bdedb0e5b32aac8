/** Deeper than this, indentation would only waste space. */
const maxIndentation = 40;

/**
 * JSON with a line for each member and element. Works on the text, so that numbers too long for a double, the
 * order of members and repeated names stay as they were sent.
 * @returns `undefined` for text that is no JSON
 */
export function indentJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, maxIndentation))}`;
  // Strings first, so that what looks like structure inside them is left alone.
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|[{[]\s*[}\]]|[{}[\],:]|\s+/g, (token) => {
    if (/^\s/.test(token)) return '';
    if (token === '{' || token === '[') {
      depth += 1;
      return token + line();
    }
    if (token === '}' || token === ']') {
      depth -= 1;
      return line() + token;
    }
    if (token === ',') return token + line();
    if (token === ':') return ': ';
    return token.startsWith('"') ? token : token.replace(/\s+/g, '');
  });
}
