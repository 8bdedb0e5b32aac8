// Fastify tells of each route in a hook, and of each server that is made in a channel.
const lines = [];
require('node:diagnostics_channel').subscribe('fastify.initialization', ({ fastify }) => {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) lines.push(`${one} ${url}`);
  });
  fastify.addHook('onReady', (done) => {
    process.stdout.write(`\nROUTES\n${lines.join('\n')}\n`, () => process.exit(0));
    done();
  });
});
