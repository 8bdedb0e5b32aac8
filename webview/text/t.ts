/** Texts of the extension in the language of VS Code, by their English ones; absent in English. */
const bundle = readBundle();

/** A text in the language of VS Code; `{0}` and so on stand for what is put in. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const translated = (Object.hasOwn(bundle, text) ? bundle[text] : undefined) ?? text;
  return translated.replace(/\{(\d+)\}/g, (all, index: string) =>
    String(values[Number(index)] ?? all),
  );
}

/** A page without a document, as in a test, speaks English. */
function readBundle(): Readonly<Record<string, string>> {
  const node = typeof document === 'undefined' ? null : document.getElementById('texts');
  return node ? (JSON.parse(node.textContent || '{}') as Record<string, string>) : {};
}
