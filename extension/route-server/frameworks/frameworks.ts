import { actix } from './actix.ts';
import { aiohttp } from './aiohttp.ts';
import { aspNetMinimal } from './aspnet.ts';
import { aspNetControllers } from './aspnet-controllers.ts';
import { axum } from './axum.ts';
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
import { jaxRs } from './jax-rs.ts';
import { koa } from './koa.ts';
import { laravel } from './laravel.ts';
import { nest } from './nest.ts';
import { next } from './next.ts';
import { nodeHttp } from './node-http.ts';
import { rails } from './rails.ts';
import { rocket } from './rocket.ts';
import { sinatra } from './sinatra.ts';
import { spring } from './spring.ts';
import { starlette } from './starlette.ts';
import { symfony } from './symfony.ts';

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
  spring,
  jaxRs,
  rails,
  sinatra,
  laravel,
  symfony,
  aspNetControllers,
  aspNetMinimal,
  axum,
  actix,
  rocket,
];
