import type { CheckResult, Finding } from '../../../remote-agent/protocol/check.ts';
import { printable } from '../text/printable.ts';

const longestReason = 2000;

/** What was found on a host in one sentence. */
export function summary(host: string, { designs, privileges }: CheckResult): string {
  const [first] = waysThatWork(designs);
  if (first !== undefined) return `${host} can be traced, by ${first}.`;
  const why = privileges.enough.works ? '' : `: ${privileges.enough.reason}`;
  return `${host} cannot be traced${printable(why, 500) || ': no capture design works there.'}`;
}

/** What was found on a host, as Markdown that a terminal shows as well. */
export function describeCheck(host: string, found: CheckResult): string {
  const { kernel, architecture, lockdown, node, privileges, parts, designs, agentVersion } = found;
  const { user, uid, capabilities, loader, enough, sudo } = privileges;
  const lines = [
    `# ${printable(host)}`,
    '',
    summary(printable(host), found),
    '',
    '## Capture designs',
    '',
  ];
  for (const { name, attachments } of designs) {
    for (const each of attachments) {
      lines.push(...item(way(name, each.attachment), each));
    }
  }
  lines.push(
    ...['', '## Kernel', ''],
    `- release: ${printable(kernel)}, ${printable(architecture)}`,
    `- lockdown: ${printable(lockdown)}`,
    ...parts.flatMap((part) => item(printable(part.name), part)),
    ...['', '## Privileges', ''],
    `- user: ${printable(user)} (uid ${uid})`,
    `- capabilities of the user’s programs: ${printable(capabilities.join(', ')) || 'none that count'}`,
    ...item(`rights of the loader (${loaderWords[loader]})`, enough, 'enough', 'not enough'),
    ...item('sudo without a password', sudo),
    `- kernel.perf_event_paranoid: ${privileges.perfEventParanoid ?? 'not there'}`,
    `- kernel.unprivileged_bpf_disabled: ${privileges.unprivilegedBpfDisabled ?? 'not there'}`,
    ...['', '## Agent', ''],
    `- Node: ${printable(node.version)} (${printable(node.path)})`,
    `- version: ${printable(agentVersion)}`,
  );
  const advice = adviceOf(found);
  if (advice.length > 0) lines.push('', '## What to do', '', ...advice.map((line) => `- ${line}`));
  return `${lines.join('\n')}\n`;
}

const loaderWords: Record<CheckResult['privileges']['loader'], string> = {
  root: 'root’s',
  capabilities: 'its own capabilities',
  sudo: 'by sudo',
  doas: 'by doas',
  none: 'none',
};

function waysThatWork(designs: CheckResult['designs']): string[] {
  return designs.flatMap(({ name, attachments }) =>
    attachments.filter(({ works }) => works).map(({ attachment }) => way(name, attachment)),
  );
}

function way(design: string, attachment: string): string {
  return design === attachment ? design : `${design} by ${printable(attachment)}`;
}

/** The reason is the kernel's own words, which may hold Markdown. */
function item(
  name: string,
  { works, reason }: Finding,
  good = 'works',
  bad = 'does not work',
): string[] {
  if (works) return [`- ${name}: ${good}`];
  const words = printable(reason, longestReason).replaceAll('`', "'");
  return [`- ${name}: **${bad}**`, `  \`${words}\``];
}

/** Each sentence once, those about designs first. */
function adviceOf({ designs, parts, privileges }: CheckResult): string[] {
  const findings: readonly Finding[] = [
    ...designs.flatMap(({ attachments }) => attachments),
    ...parts,
    privileges.sudo,
  ];
  const sentences = findings
    .filter(({ works }) => !works)
    .map(({ advice }) => printable(advice, 600));
  return [...new Set(sentences)].filter((sentence) => sentence !== '');
}
