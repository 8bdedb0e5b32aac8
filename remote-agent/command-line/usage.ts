export const usage =
  'Usage: agent.cjs trace [--design auto|tracepoint|kprobe|raw_tp|socket_filter] [--duration SECONDS]\n' +
  '                       [--capture-limit BYTES|unlimited] [--btf FILE]\n' +
  '                       [--secret PATTERN]… [--no-redact]\n' +
  '       agent.cjs doctor [--btf FILE]';
