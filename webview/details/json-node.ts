/** A value of a JSON text. Numbers and strings stay as they were sent, members in their order, repeated names too. */
export type JsonNode =
  | { readonly kind: 'object' | 'array'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'string' | 'number' | 'word'; readonly text: string };

export interface JsonMember {
  /** `null` in an array. */
  readonly name: string | null;
  readonly value: JsonNode;
}

/** Deeper values are shown as their text. */
const deepest = 100;

/** @returns `undefined` for text that is no JSON */
export function parseJson(text: string): JsonNode | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // It is JSON: what follows only takes it apart.
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
  const next = () => tokens.exec(text)?.[0] ?? '';

  function value(token: string, depth: number): JsonNode {
    if (token === '{' || token === '[') {
      return depth === deepest
        ? { kind: 'word', text: `…${rest(token)}` }
        : container(token, depth);
    }
    if (token.startsWith('"')) return { kind: 'string', text: token };
    return { kind: /^[-\d]/.test(token) ? 'number' : 'word', text: token };
  }

  function container(open: string, depth: number): JsonNode {
    const kind = open === '{' ? 'object' : 'array';
    const members: JsonMember[] = [];
    for (let token = next(); token !== '}' && token !== ']' && token !== ''; token = next()) {
      if (token === ',') continue;
      let name: string | null = null;
      if (kind === 'object') {
        name = token;
        next();
        token = next();
      }
      members.push({ name, value: value(token, depth + 1) });
    }
    return { kind, members };
  }

  /** Passes over a container. */
  function rest(open: string): string {
    const from = tokens.lastIndex - open.length;
    for (let depth = 1; depth > 0; ) {
      const token = next();
      if (token === '') break;
      if (token === '{' || token === '[') depth += 1;
      if (token === '}' || token === ']') depth -= 1;
    }
    return text.slice(from, tokens.lastIndex);
  }

  return value(next(), 0);
}
