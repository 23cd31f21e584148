import { nodeFault } from './node-version.js';

const fault = nodeFault(process.versions.node);
if (fault) {
  process.stderr.write(`✗ ${fault}\n`);
  process.exit(1);
}

// Only now: on an older Node the rest would fail with a stack trace before it could say why.
const { launchVinhDanh } = await import('./vinh-danh.js');
process.exit(await launchVinhDanh());
