import { machine, release, userInfo } from 'node:os';
import { CaptureFailure } from '../capture/failure.ts';
import { loaderPath } from '../capture/loader-path.ts';
import { findRights, type LoaderCommand, runProgram } from '../capture/privilege.ts';
import type { CheckParams, CheckResult, DesignFinding, Finding } from '../protocol/check.ts';
import type { DesignName } from '../protocol/messages.ts';
import { agentVersion } from '../version.ts';
import { adviceFor, type Circumstances } from './advice.ts';
import { effectiveCapabilities, lockdown, readText, sysctl } from './host-facts.ts';
import { type LoaderCheck, parseLoaderCheck } from './loader-check.ts';

/** Every design is loaded and verified; slow machines need their time. */
const checkPatienceMs = 180_000;

/** Tries what a trace builds upon. Throws {@link CaptureFailure} where there is no loader, or it does not answer. */
export async function checkHost({ btf }: CheckParams): Promise<CheckResult> {
  const loader = loaderPath();
  const uid = process.getuid?.() ?? -1;
  const rights = await findRights(loader, uid);
  const [checked, can, sudo] = await Promise.all([
    runCheck(rights.command, btf),
    runProgram(loader, ['--can-trace']),
    rights.source === 'sudo' ? null : runProgram('sudo', ['-n', 'true']),
  ]);
  const mode = lockdown(readText);
  const missing = rights.source === 'none' ? rights.missing : rootWithoutRights(uid, can.ok);
  const circumstances = { missingRights: missing, lockdown: mode };
  return {
    kernel: release(),
    architecture: machine(),
    agentVersion,
    lockdown: mode,
    node: { version: process.version, path: process.execPath },
    privileges: {
      user: userInfo().username,
      uid,
      capabilities: effectiveCapabilities(readText),
      loader: missing === '' ? rights.source : 'none',
      enough: { works: missing === '', reason: missing, advice: '' },
      sudo: finding(!sudo || sudo.ok ? '' : sudo.lastLine || 'it failed', circumstances),
      perfEventParanoid: sysctl('kernel.perf_event_paranoid', readText),
      unprivilegedBpfDisabled: sysctl('kernel.unprivileged_bpf_disabled', readText),
    },
    parts: checked.parts.map(({ name, reason }) => {
      // The table knows reasons by what they are about.
      const { advice } = finding(reason && `${name}: ${reason}`, circumstances);
      return { name, works: reason === '', reason, advice };
    }),
    designs: designFindings(checked.designs, circumstances),
  };
}

/** Inside of a container root may have been left without what it takes. */
function rootWithoutRights(uid: number, canTrace: boolean): string {
  if (uid !== 0 || canTrace) return '';
  return 'root has neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON here, as in a container without privileges: trace the host that the container runs on.';
}

async function runCheck(command: LoaderCommand, btf: string | undefined): Promise<LoaderCheck> {
  const options = btf === undefined ? ['--check'] : ['--check', '--btf', btf];
  const { output, lastLine } = await runProgram(
    command.program,
    [...command.prefix, ...options],
    checkPatienceMs,
  );
  const checked = parseLoaderCheck(output);
  if (checked) return checked;
  const words = lastLine === '' ? '' : ` (${lastLine})`;
  throw new CaptureFailure('loader-ended', `The loader could not check the host${words}.`);
}

/** One for each design, in the loader's order. */
function designFindings(
  tried: LoaderCheck['designs'],
  circumstances: Circumstances,
): DesignFinding[] {
  const names: DesignName[] = [...new Set(tried.map(({ design }) => design))];
  return names.map((name) => {
    const attachments = tried
      .filter(({ design }) => design === name)
      .map(({ attachment, reason }) => ({ attachment, ...finding(reason, circumstances) }));
    const works = attachments.some((each) => each.works);
    const refused = works ? [] : attachments;
    return {
      name,
      works,
      reason: refused.map(({ attachment, reason }) => `${attachment}: ${reason}`).join('; '),
      advice: refused.find(({ advice }) => advice !== '')?.advice ?? '',
      attachments,
    };
  });
}

function finding(reason: string, circumstances: Circumstances): Finding {
  return { works: reason === '', reason, advice: adviceFor(reason, circumstances) };
}
