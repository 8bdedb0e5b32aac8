import { aiohttp } from './aiohttp.ts';
import { django } from './django.ts';
import { express } from './express.ts';
import { fastapi } from './fastapi.ts';
import { fastify } from './fastify.ts';
import { flask } from './flask.ts';
import type { Framework } from './framework.ts';
import { goHttp, gorilla } from './go-http.ts';
import { chi, echo, gin } from './go-routers.ts';
import { guess } from './guess.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { nest } from './nest.ts';
import { next } from './next.ts';
import { nodeHttp } from './node-http.ts';
import { starlette } from './starlette.ts';

/** All that are known; where several fit, the first. */
export const frameworks: readonly Framework[] = [
  fastify,
  hono,
  koa,
  express,
  nest,
  next,
  nodeHttp,
  guess,
  fastapi,
  flask,
  django,
  aiohttp,
  starlette,
  chi,
  gin,
  echo,
  gorilla,
  goHttp,
];
