import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real Chromium: CHROME_PATH, else the system's, else the one that comes with npm and needs no system package. */
export async function startBrowser(): Promise<Browser> {
  const own = process.env['CHROME_PATH'] ?? SYSTEM.find((path) => existsSync(path));
  // Without these it keeps asking for hosts that a closed network refuses.
  const args = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // Half a second that only specs with a browser should pay.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: own ?? (await packed()), args });
}

/** Unpacked once per version, into a folder of its own: an older one would be used unchecked, and two at once would spoil each other. */
async function packed(): Promise<string> {
  const folder = join(tmpdir(), 'vinh-danh-chromium-153.0.0');
  const lock = `${folder}.lock`;
  while (!isMine(lock)) await pause(200);
  const before = process.env['TMPDIR'];
  try {
    mkdirSync(folder, { recursive: true });
    Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x', TMPDIR: folder });
    const { default: archive } = await import('@sparticuz/chromium');
    archive.setGraphicsMode = false;
    return await archive.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Making a folder is the one thing only one of two can do. A lock whose owner died a while ago is nobody's. */
function isMine(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 60_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
