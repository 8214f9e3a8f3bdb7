// The OpenAPI document as a page: no script, nothing from elsewhere.
import { escapeXml } from '../text.ts';

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name?: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:48rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;padding:1rem;border:1px solid;border-radius:6px}
h2{margin-top:2.5rem}dt{font-family:ui-monospace,monospace}table{border-collapse:collapse}td{padding:0 1rem 0 0}`;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

export function docsPage(api: {
  readonly info: { readonly version: string };
  readonly paths: object;
  readonly components: { readonly schemas: object };
}): Response {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
      section(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const schemas = JSON.stringify(api.components.schemas, null, 2);
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>lenet5: the interface</title>
<style>${STYLE}</style>
<h1>lenet5 ${escapeXml(api.info.version)}</h1>
<p>The same for programs: <a href="openapi.json">openapi.json</a>. To try it: <a href="./">the playground</a>.</p>
<pre>curl -H 'Content-Type: image/png' --data-binary @seven.png http://HOST/v1/recognize
curl -F images=@1.png -F images=@2.png -F field=amount http://HOST/v1/read</pre>
${operations.join('\n')}
<h2>Shapes</h2>
<pre>${escapeXml(schemas)}</pre>
</html>
`;
  return new Response(html, { headers: HEADERS });
}

function section(title: string, operation: Operation): string {
  const { summary, description = '', parameters = [], requestBody, responses } = operation;
  const row = (cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}</tr>`;
  const rows = [
    ...parameters.map(({ name = '', description: text = '' }) => row([name, text])),
    ...(requestBody ? [row(['body', Object.keys(requestBody.content).join(', ')])] : []),
    ...Object.entries(responses).map(([status, response]) => row([status, response.description])),
  ];
  return `<h2><code>${escapeXml(title)}</code></h2>
<p>${escapeXml(summary)}. ${escapeXml(description)}</p>
<table>${rows.join('')}</table>`;
}
