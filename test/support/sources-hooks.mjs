// A source → JavaScript with its map, by the compiler the build uses. What was made once is kept by content beside the
// packages, so that TypeScript itself is only loaded when something changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const typescript = require.resolve('typescript');
const OURS = /^file:.*\.tsx?(?:\?.*)?$/;
/** What tsconfig.json says of a single file; its name alone goes into the map, so that a copy elsewhere has the same. */
const SHAPE = {
  target: 'es2023',
  module: 'esnext',
  jsx: 'react-jsx',
  jsxImportSource: 'preact',
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
};
const kept = join(dirname(dirname(dirname(typescript))), '.cache', 'hokrachai-sources');
const made = JSON.stringify([SHAPE, require('typescript/package.json').version]);
mkdirSync(kept, { recursive: true });

function transpiled(fileName, source) {
  const name = createHash('sha256').update(`${made}\0${fileName}\0`).update(source).digest('hex');
  const path = join(kept, `${name}.js`);
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const ts = require(typescript);
  const compilerOptions = ts.convertCompilerOptionsFromJson(SHAPE, '.').options;
  const { outputText } = ts.transpileModule(source.toString(), { fileName, compilerOptions });
  // Others may be making the same: it appears whole or not at all.
  writeFileSync(`${path}.${process.pid}`, outputText);
  renameSync(`${path}.${process.pid}`, path);
  return outputText;
}

export async function load(url, context, next) {
  if (!OURS.test(url) || url.includes('/node_modules/')) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: transpiled(basename(path), readFileSync(path)) };
}
