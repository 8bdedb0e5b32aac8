/** How a program of test/fixtures/routes is made to list its routes by its framework. */
export interface ListedProgram {
  /** Folder of the program. */
  readonly name: string;
  readonly framework: string;
  /** What the framework writes parameters like. */
  readonly syntax: 'colon' | 'angle' | 'brace';
  readonly run: Run;
}

export type Run =
  /** Runs a file of the program with a lister before it. */
  | {
      readonly by: 'node';
      readonly lister: string;
      readonly file: string;
      readonly package: string;
    }
  | { readonly by: 'hono' }
  | { readonly by: 'python'; readonly function: string; readonly module: string }
  /** `serves` is what the program does at its end; it lists its routes in place of that. */
  | {
      readonly by: 'go';
      readonly lister: string;
      readonly serves: string;
      readonly package: string;
    };

/** npm packages that the programs are run with; Python's and Go's are Debian's. */
export const npmPackages = {
  express: '4.21.2',
  fastify: '5.12.8',
  koa: '3.3.0',
  '@koa/router': '13.1.0',
  hono: '4.13.19',
} as const;

const node = (lister: string, file: string, name: string): Run => ({
  by: 'node',
  lister,
  file,
  package: name,
});
const python = (name: string, module: string): Run => ({ by: 'python', function: name, module });
const go = (lister: string, serves: string, name: string): Run => ({
  ...{ by: 'go', lister, serves },
  package: name,
});

export const programs: readonly ListedProgram[] = [
  {
    ...{ name: 'express', framework: 'Express', syntax: 'colon' },
    run: node('express.cjs', 'app.js', 'express'),
  },
  {
    ...{ name: 'fastify', framework: 'Fastify', syntax: 'colon' },
    run: node('fastify.cjs', 'server.js', 'fastify'),
  },
  {
    name: 'koa',
    framework: 'Koa, @koa/router',
    syntax: 'colon',
    run: node('koa.cjs', 'app.js', '@koa/router'),
  },
  { name: 'hono', framework: 'Hono', syntax: 'colon', run: { by: 'hono' } },
  { name: 'flask', framework: 'Flask', syntax: 'angle', run: python('flask', 'flask') },
  { name: 'fastapi', framework: 'FastAPI', syntax: 'brace', run: python('fastapi', 'fastapi') },
  {
    ...{ name: 'starlette', framework: 'Starlette', syntax: 'brace' },
    run: python('starlette', 'starlette'),
  },
  { name: 'aiohttp', framework: 'aiohttp', syntax: 'brace', run: python('aiohttp', 'aiohttp') },
  { name: 'django', framework: 'Django', syntax: 'angle', run: python('django', 'django') },
  {
    ...{ name: 'chi', framework: 'chi', syntax: 'brace' },
    run: go('chi.go', 'http.ListenAndServe(":8080", r)', 'golang-github-go-chi-chi-dev'),
  },
  {
    ...{ name: 'gin', framework: 'Gin', syntax: 'colon' },
    run: go('gin.go', 'r.Run()', 'golang-github-gin-gonic-gin-dev'),
  },
  {
    ...{ name: 'echo', framework: 'Echo', syntax: 'colon' },
    run: go('echo.go', 'e.Start(":1323")', 'golang-github-labstack-echo-dev'),
  },
  {
    ...{ name: 'gorilla', framework: 'gorilla/mux', syntax: 'brace' },
    run: go('gorilla.go', 'http.ListenAndServe(":8080", r)', 'golang-github-gorilla-mux-dev'),
  },
];
