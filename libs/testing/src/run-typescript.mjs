/*
 * Lets plain Node run the TypeScript sources: `node --import ./libs/testing/src/run-typescript.mjs script.ts`, for specs that need
 * a process of their own, and for Jest's global setup, which Jest's own mapping of modules does not reach.
 * Plain JavaScript, because nothing can translate it yet.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const ROOT = new URL('../../../', import.meta.url);
const found = ({ href }) => ({ url: href, format: 'module', shortCircuit: true });

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('#')) return found(new URL(`libs/${specifier.slice(1)}/src/index.ts`, ROOT));
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
      const source = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
      if (existsSync(source)) return found(source);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, configFile: fileURLToPath(new URL('.swcrc', ROOT)) });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

/** Imports as ES module from code that Jest has turned into CommonJS. */
export const importModule = (url) => import(url);
