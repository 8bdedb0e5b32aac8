import type { Watched } from '../only/watched.ts';
import type { StartParams } from '../protocol/messages.ts';

/** The loader's options for a trace. */
export function loaderOptions(params: StartParams, watched: Watched): string[] {
  const { design, captureLimit, btf } = params;
  const options = ['--design', design, '--capture-limit', String(captureLimit)];
  if (btf !== undefined) options.push('--btf', btf);
  for (const pid of watched.pids) options.push('--only-pid', String(pid));
  for (const name of watched.names) options.push('--only-comm', name);
  for (const port of watched.ports) options.push('--only-port', String(port));
  for (const id of watched.cgroupIds) options.push('--only-cgroup', String(id));
  return options;
}
