import { CaptureFailure } from '../capture/failure.ts';
import { isDesign } from '../capture/report.ts';
import type { CaptureLimit, Only, StartParams } from '../protocol/messages.ts';

const largestCapture = 64 * 1024 * 1024;
const mostPatterns = 1000;
/** Of each kind; the loader takes them as arguments. */
const mostWatched = 64;
const longestWord = 4096;

/** What the agent makes of parameters that another version may have sent: what makes no sense falls to the default. */
export function checkedStart(params: StartParams): StartParams {
  const { design, redact, secretPatterns = [], captureLimit, only, btf, sudoPassword } = params;
  return {
    design: isDesign(design) ? design : 'auto',
    redact: redact !== false,
    secretPatterns: secretPatterns.map(String).slice(0, mostPatterns),
    captureLimit: checkedLimit(captureLimit),
    ...(only && { only: checkedOnly(only) }),
    ...(typeof btf === 'string' && btf !== '' && { btf }),
    ...(typeof sudoPassword === 'string' && { sudoPassword }),
  };
}

function checkedLimit(limit: CaptureLimit): CaptureLimit {
  if (limit === 'unlimited') return limit;
  return Math.min(Math.max(Math.trunc(limit) || 0, 0), largestCapture);
}

/** A filter that lost a part would watch more than was asked for. */
function checkedOnly({ pids, names, ports, cgroups, containers }: Only): Only {
  const isPid = (value: unknown) => isWhole(value, 2 ** 31 - 1);
  const isPort = (value: unknown) => isWhole(value, 65_535);
  return {
    pids: listOf(isPid, pids),
    names: listOf(isWord, names),
    ports: listOf(isPort, ports),
    cgroups: listOf(isWord, cgroups),
    containers: listOf(isWord, containers),
  };
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

function isWord(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= longestWord &&
    !value.includes('\0')
  );
}

function listOf<T>(fits: (value: unknown) => boolean, values: readonly T[]): readonly T[] {
  if (Array.isArray(values) && values.length <= mostWatched && values.every(fits)) return values;
  throw new CaptureFailure(
    'no-match',
    `What is to be watched makes no sense: of each kind at most ${mostWatched}, each a number or a word.`,
  );
}
