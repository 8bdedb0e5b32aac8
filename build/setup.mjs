// Installs what a command needs and is missing: npm packages, and Debian packages with apt as root or through
// sudo. Plain JavaScript, because it runs before anything is installed. Progress goes to stderr.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Each need: Debian packages, and a file or program that shows that a package is there. */
const debian = {
  compilers: {
    clang: '/usr/bin/clang',
    'clang-format': '/usr/bin/clang-format',
    llvm: '/usr/bin/llvm-strip',
    bpftool: '/usr/sbin/bpftool',
    'musl-tools': '/usr/bin/musl-gcc',
    'gcc-aarch64-linux-gnu': '/usr/bin/aarch64-linux-gnu-gcc',
    'libc6-dev-arm64-cross': '/usr/aarch64-linux-gnu/lib/libc.a',
    'linux-libc-dev-arm64-cross': '/usr/aarch64-linux-gnu/include/linux/bpf.h',
    'dpkg-dev': '/usr/bin/dpkg-source',
    'linux-libc-dev': '/usr/include/linux/bpf.h',
    make: '/usr/bin/make',
    gcc: '/usr/bin/gcc',
  },
  'virtual-machines': {
    'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
    'qemu-system-arm': '/usr/bin/qemu-system-aarch64',
    'qemu-utils': '/usr/bin/qemu-img',
    debootstrap: '/usr/sbin/debootstrap',
    e2fsprogs: '/sbin/mke2fs',
    'busybox-static': '/usr/share/doc/busybox-static/copyright',
    cpio: '/usr/bin/cpio',
    kmod: '/sbin/depmod',
    'openssh-client': '/usr/bin/ssh',
    'xz-utils': '/usr/bin/xz',
    zstd: '/usr/bin/zstd',
    lz4: '/usr/bin/lz4',
  },
  // What the servers that tests trace are made with.
  'traffic-programs': {
    'golang-go': '/usr/bin/go',
    'gcc-aarch64-linux-gnu': '/usr/bin/aarch64-linux-gnu-gcc',
    'libc6-dev-arm64-cross': '/usr/aarch64-linux-gnu/lib/libc.a',
    'linux-libc-dev-arm64-cross': '/usr/aarch64-linux-gnu/include/linux/io_uring.h',
  },
  // What the tests of the SSH side run; they start a server of their own.
  'ssh-server': {
    'openssh-server': '/usr/sbin/sshd',
    'openssh-client': '/usr/bin/ssh-agent',
    'busybox-static': '/usr/share/doc/busybox-static/copyright',
    fish: '/usr/bin/fish',
    tcsh: '/usr/bin/tcsh',
  },
  // What test hosts ask for one-time codes with; a copy of it goes there.
  'one-time-codes': {
    'libpam-google-authenticator': '/usr/lib/x86_64-linux-gnu/security/pam_google_authenticator.so',
  },
  // What reads the same bytes in the tests of the agent.
  dissector: { tshark: '/usr/bin/tshark' },
  // What the programs with routes are run with, to list them.
  frameworks: {
    'golang-go': '/usr/bin/go',
    'python3-flask': '/usr/lib/python3/dist-packages/flask/__init__.py',
    'python3-fastapi': '/usr/lib/python3/dist-packages/fastapi/__init__.py',
    'python3-aiohttp': '/usr/lib/python3/dist-packages/aiohttp/__init__.py',
    'python3-django': '/usr/lib/python3/dist-packages/django/__init__.py',
    'python3-djangorestframework': '/usr/lib/python3/dist-packages/rest_framework/__init__.py',
    'golang-github-go-chi-chi-dev': '/usr/share/gocode/src/github.com/go-chi/chi',
    'golang-github-gin-gonic-gin-dev': '/usr/share/gocode/src/github.com/gin-gonic/gin',
    'golang-github-labstack-echo-dev': '/usr/share/gocode/src/github.com/labstack/echo',
    'golang-github-gorilla-mux-dev': '/usr/share/gocode/src/github.com/gorilla/mux',
  },
  workbench: {
    chromium: '/usr/bin/chromium',
    'g++': '/usr/bin/g++',
    make: '/usr/bin/make',
    python3: '/usr/bin/python3',
  },
};

/** @param {string[]} needs */
export async function setUp(needs) {
  if (needs.includes('npm')) installNpmPackages();
  installDebianPackages(needs.flatMap((need) => Object.entries(debian[need] ?? {})));
}

function installNpmPackages() {
  const stamp = 'node_modules/.http-trace-lock-hash';
  const hash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('Installing npm packages …');
  // No package here needs its install script; what runs at install time is only what we run.
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync('node_modules', { recursive: true });
  writeFileSync(stamp, hash);
}

function installDebianPackages(wanted) {
  const missing = wanted.filter(([, evidence]) => !existsSync(evidence)).map(([name]) => name);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) {
    fail(`These Debian packages are missing, and there is no apt-get here: ${missing.join(' ')}.`);
  }
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  say(`Installing Debian packages: ${missing.join(' ')} …`);
  must(...command(root, ['apt-get', 'update', '-qq']));
  must(
    ...command(root, [
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      ...missing,
    ]),
  );
}

function command(prefix, words) {
  const [program, ...args] = [...prefix, ...words];
  return [program, args];
}

function must(program, args) {
  // Standard output belongs to the command that runs afterwards.
  const result = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  if (result.status !== 0) {
    fail(
      `${program} ${args.slice(0, 3).join(' ')} … failed${result.error ? `: ${result.error.message}` : '.'}`,
    );
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
