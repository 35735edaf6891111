// Run once after the build: npm makes no command for a package in the package's own folder, so `npx hokrachai` would
// look for one elsewhere. This puts it where npx looks first, node_modules/.bin.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('./cli.js', import.meta.url));
const bin = join(dirname(dirname(cli)), 'node_modules', '.bin');
const command = join(bin, 'hokrachai');

mkdirSync(bin, { recursive: true });
chmodSync(cli, 0o755);
if (process.platform === 'win32') {
  writeFileSync(`${command}.cmd`, `@node "%~dp0\\${relative(bin, cli)}" %*\r\n`);
} else {
  rmSync(command, { force: true });
  symlinkSync(relative(bin, cli), command);
}
