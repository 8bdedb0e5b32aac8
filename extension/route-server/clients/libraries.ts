import { goHttpClient } from './go.ts';
import { restClient, restTemplate, webClient } from './java.ts';
import { axios, fetchCalls } from './javascript.ts';
import type { ClientLibrary } from './library.ts';
import { httpx, requests } from './python.ts';

/** All that are known. */
export const libraries: readonly ClientLibrary[] = [
  fetchCalls,
  axios,
  requests,
  httpx,
  goHttpClient,
  restTemplate,
  webClient,
  restClient,
];
