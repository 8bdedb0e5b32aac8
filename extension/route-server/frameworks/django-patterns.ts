/**
 * The templates of a regular expression of `re_path`: its groups are parameters, those that may hold slashes any number
 * of segments. A group that may be missing gives two.
 */
export function templatesOf(expression: string): readonly string[] {
  const plain = expression.replace(/^(?:\^|\\A)/, '').replace(/(?:\$|\\Z)$/, '');
  return choices(plain)
    .slice(0, maxTemplates)
    .map((one) => one.replace(/\\(.)/g, '$1'));
}

const maxTemplates = 8;

function choices(expression: string): string[] {
  const open = /(?<!\\)\(/.exec(expression)?.index;
  if (open === undefined) return [withoutOptional(expression)];
  const close = closing(expression, open);
  const before = withoutOptional(expression.slice(0, open));
  const inner = expression.slice(open + 1, close);
  const [quantifier = ''] = /^[?*]/.exec(expression.slice(close + 1)) ?? [];
  const after = choices(expression.slice(close + 1 + quantifier.length));
  const here = group(inner);
  return (quantifier === '' ? here : ['', ...here]).flatMap((one) =>
    after.map((rest) => before + one + rest),
  );
}

function group(inner: string): string[] {
  const [, name] = /^\?P?<(\w+)>/.exec(inner) ?? [];
  if (name === undefined && inner.startsWith('?:')) return choices(inner.slice(2));
  // What looks around takes no part of the path.
  if (name === undefined && inner.startsWith('?')) return [''];
  const held = inner.replace(/^\?P?<\w+>/, '');
  return [mayHoldSlash(held) ? `<path:${name ?? 'arg'}>` : `<${name ?? 'arg'}>`];
}

function mayHoldSlash(expression: string): boolean {
  return /[./]/.test(expression.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ofClass));
}

/** A class of characters holds a slash where it is named, or is not excluded. */
function ofClass(text: string): string {
  return text.startsWith('[^') === text.includes('/') ? '' : '/';
}

/** `/?` at the end of what stands without groups. */
function withoutOptional(expression: string): string {
  return expression.replace(/\/\?/g, '/').replace(/\\[dw][+*]?/g, '<arg>');
}

function closing(expression: string, open: number): number {
  let depth = 0;
  for (let at = open; at < expression.length; at += 1) {
    const character = expression[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return expression.length;
}
