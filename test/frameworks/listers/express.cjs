// Express 4 keeps mounted paths as expressions only, so the paths are noted as its layers are made.
const { join } = require('node:path');
const { createRequire } = require('node:module');
const own = createRequire(join(process.cwd(), 'package.json'));
const file = own.resolve('express/lib/router/layer');
const Layer = own(file);
const said = new WeakMap();
require.cache[file].exports = new Proxy(Layer, {
  construct: (target, words) => {
    const layer = new target(...words);
    said.set(layer, words[0]);
    return layer;
  },
});

const lines = [];
function list(stack, before) {
  for (const layer of stack) {
    for (const path of [said.get(layer)].flat()) {
      const { route, handle } = layer;
      if (handle?.stack && !route) list(handle.stack, before + path);
      if (!route) continue;
      const methods = Object.keys(route.methods);
      for (const one of [route.path].flat()) {
        for (const method of methods) lines.push(`${method.toUpperCase()} ${before}${one}`);
      }
    }
  }
}
own('express').application.listen = function () {
  list(this._router.stack, '');
  console.log(lines.join('\n'));
};
