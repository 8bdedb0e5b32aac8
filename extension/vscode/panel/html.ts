export interface PageParts {
  /** What the webview calls its own origin (`Webview.cspSource`). */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Made anew for each page. */
  readonly nonce: string;
  /** What VS Code tells the commands of its context menus. */
  readonly context?: Readonly<Record<string, string>>;
  /** Language of VS Code (BCP 47), and the page's texts in it by their English ones; none in English. */
  readonly language?: string;
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * The panel's page. Nothing but our own script and style sheet is ever run or loaded. The `csp-nonce` is for the
 * toolkit, which makes a style element to find out what the browser can do.
 */
export function pageHtml(parts: PageParts): string {
  const { cspSource, script, style, nonce, context = {}, language = 'en', texts = {} } = parts;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HTTP Trace</title>
<link rel="stylesheet" href="${style}">
</head>
<body data-vscode-context="${escaped(JSON.stringify(context))}">
<script nonce="${nonce}" type="application/json" id="texts">${data(texts)}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** As the content of a script element, which ends at the first `</script`. */
function data(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
