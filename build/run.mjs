// The entry of every npm script: makes sure that what the command needs is there, then runs it.
// Plain JavaScript, because it runs before anything is installed.
import { runProgram } from './run-program.mjs';
import { setUp } from './setup.mjs';

/** command → what it needs, and the program that does it. */
const commands = {
  start: {
    needs: ['npm', 'compilers', 'virtual-machines', 'workbench'],
    program: 'test/demo/start.ts',
  },
  test: {
    needs: [
      ...['npm', 'compilers', 'traffic-programs', 'ssh-server', 'virtual-machines', 'workbench'],
      'dissector',
    ],
    program: 'test/run.ts',
  },
  check: { needs: ['npm', 'compilers'], program: 'test/run.ts', prefix: ['check'] },
  build: { needs: ['npm', 'compilers'], program: 'build/build.ts' },
  vm: { needs: ['npm', 'virtual-machines'], program: 'test/vm/cli.ts' },
  trace: { needs: ['npm', 'compilers'], build: true, program: 'extension/headless/main.ts' },
  doctor: { needs: ['npm', 'compilers'], build: true, program: 'extension/headless/doctor.ts' },
  mcp: { needs: ['npm', 'compilers'], build: true, program: 'extension/headless/mcp/main.ts' },
  frameworks: { needs: ['npm', 'frameworks'], program: 'test/frameworks/cli.ts' },
  fuzz: { needs: ['npm', 'compilers'], build: true, program: 'test/fuzz/cli.ts' },
  matrix: {
    needs: ['npm', 'compilers', 'traffic-programs', 'virtual-machines'],
    build: true,
    program: 'test/integration/matrix.ts',
  },
  hosts: {
    needs: ['npm', 'compilers', 'virtual-machines', 'one-time-codes'],
    build: true,
    program: 'test/hosts/cli.ts',
  },
  bench: {
    needs: ['npm', 'compilers', 'ssh-server', 'virtual-machines'],
    build: true,
    program: 'test/bench/cli.ts',
  },
};

const [name, ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`Unknown command ${name}; one of: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
await setUp(command.needs);
if (command.build) await runProgram('build/build.ts', ['--if-changed', '--quiet']);
process.exitCode = await runProgram(command.program, [...(command.prefix ?? []), ...rest]);
