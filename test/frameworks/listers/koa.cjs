// What an application uses of @koa/router carries the router, whose layers have whole paths.
const { join } = require('node:path');
const { createRequire } = require('node:module');
const own = createRequire(join(process.cwd(), 'package.json'));
own('koa').prototype.listen = function () {
  for (const { router } of this.middleware) {
    for (const { methods, path } of router?.stack ?? []) {
      for (const method of methods) console.log(`${method} ${path}`);
    }
  }
};
