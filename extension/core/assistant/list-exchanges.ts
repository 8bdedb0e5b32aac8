import { bodyText } from '../exchange/decode-body.ts';
import { type Filter, FilterSyntaxError, parseFilter } from '../filter/filter.ts';
import { exchangeSummary } from './exchange-summary.ts';
import { type Read, text } from './inputs.ts';
import { type Page, PageBuilder, pageInputs } from './paging.ts';
import { type AssistantSource, QuestionError } from './source.ts';

/** Exchanges that one call looks at; the next one goes on where it ended. */
const mostExamined = 20_000;
/** Milliseconds of looking between two turns of the event loop. */
const slice = 8;

export const listExchangesInputs = {
  filter: text(
    'Conditions that must all hold, separated by blanks: a word (part of method, host, path, status or process), method:POST, status-code:5xx, status-code>399, path:/api, domain:example.com, process:node, duration>200ms, header:x-id=7, body:"text", is:error; "-" before one negates it, "or" stands between two. Empty: all.',
    1000,
  ),
  ...pageInputs,
};

/** The exchanges that a filter lets through, the newest first. */
export async function listExchanges(
  { store, redactor }: Pick<AssistantSource, 'store' | 'redactor'>,
  { filter, limit, cursor }: Read<typeof listExchangesInputs>,
): Promise<Page> {
  const accepts = filterOf(filter, store);
  const secrets = redactor();
  const { exchanges } = store;
  const start = cursor === '' ? exchanges.end - 1 : sequenceOf(cursor);
  const least = Math.max(exchanges.first, start + 1 - mostExamined);
  const page = new PageBuilder(limit);
  let deadline = performance.now() + slice;
  for (let sequence = start; sequence >= least; sequence -= 1) {
    const exchange = exchanges.get(sequence)?.exchange;
    if (exchange && accepts(exchange) && !page.add(exchangeSummary(exchange, secrets, store))) {
      return page.page(String(sequence));
    }
    if (performance.now() < deadline) continue;
    await new Promise((resolve) => setImmediate(resolve));
    deadline = performance.now() + slice;
  }
  return page.page(least > exchanges.first ? String(least - 1) : undefined);
}

function sequenceOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new QuestionError('“cursor” is none that a page of this list gave.');
}

function filterOf(filter: string, store: AssistantSource['store']): Filter {
  const noteOf = (id: string) => store.notes.get(id) ?? '';
  const tracedHostOf = (id: string) => store.hostOf(id);
  try {
    return parseFilter(filter, { bodyText, noteOf, tracedHostOf });
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new QuestionError(error.message);
    throw error;
  }
}
