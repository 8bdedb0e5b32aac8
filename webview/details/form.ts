/** The fields of `application/x-www-form-urlencoded` content or of a query, decoded, in their order. */
export function formFields(text: string): readonly (readonly [name: string, value: string])[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? ([decoded(pair), ''] as const)
        : ([decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))] as const);
    });
}

/** What is not encoded rightly stays as it is. */
function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
