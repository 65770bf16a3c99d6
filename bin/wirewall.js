#!/usr/bin/env node
// The `wirewall` command. Plain JavaScript in the syntax of Node 12, so that an old Node can read it and be told what is
// needed, or hand over to the Node that comes with the package. Knows where the program lies, nothing of what it does.
import { spawn } from 'child_process';
import { existsSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const NEEDED_MAJOR = 24;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'];

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  run();
} else {
  const program = bundledNode();
  if (program === undefined) explain();
  else handOver(program);
}

function run() {
  // In the repository the sources run as they are: a build that lies there may be an old one. The package has no src.
  const source = new URL('../src/main.ts', import.meta.url);
  const entry = existsSync(source) ? source : new URL('../dist/main.js', import.meta.url);
  import(entry.href).catch(function (error) {
    console.error(error);
    process.exitCode = 1;
  });
}

// The optional dependency with a Node for this platform, where npm installed one.
function bundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      'node-' + process.platform + '-' + process.arch + '/package.json',
    );
    const program = join(dirname(manifest), 'bin', 'node');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function handOver(program) {
  const child = spawn(program, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), { stdio: 'inherit' });
  child.on('error', explain);
  SIGNALS.forEach(function (signal) {
    process.on(signal, function () {
      // What the keyboard sends goes to both of us, and a second Ctrl-C has a meaning of its own.
      if (signal !== 'SIGTERM' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function explain() {
  console.error(
    'wirewall needs Node ' +
      NEEDED_MAJOR +
      ' or later; this is ' +
      process.versions.node +
      '.\n' +
      'Install it from https://nodejs.org or with a version manager ("nvm install ' +
      NEEDED_MAJOR +
      '"), or let npm bring one:\n' +
      'on Linux (x64, arm64) it comes with the package unless optional dependencies are left out.',
  );
  process.exit(1);
}
