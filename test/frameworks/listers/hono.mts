// Hono keeps a list of its routes.
import { join } from 'node:path';

const { default: app } = await import(join(process.cwd(), 'index.ts'));
for (const { method, path } of app.routes)
  console.log(`${method === 'ALL' ? '*' : method} ${path}`);
