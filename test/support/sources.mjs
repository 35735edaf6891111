// Runs the sources as they are written: `node --import ./test/support/sources.mjs`. For tests and the processes they start.
import { register } from 'node:module';

process.setSourceMapsEnabled(true);
register('./sources-hooks.mjs', import.meta.url);
