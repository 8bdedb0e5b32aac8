import { printable } from '../core/text/printable.ts';

const LONGEST_LINE = 4000;

/** Tells people a line each; what a host says in it is no command for their terminal. */
export function linesTo(stream: NodeJS.WriteStream): (line: string) => void {
  // Nobody reads on: what is to be done goes on.
  stream.on('error', () => {});
  return (line) => stream.write(`${printable(line, LONGEST_LINE)}\n`);
}
