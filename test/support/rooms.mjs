// Runs dependency-cruiser over src and fails when a rule is broken or when it saw fewer than 50 modules: with a
// compiler it does not know it passes silently on none.

import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
const folder = process.argv[2] ?? 'src';
const fewest = Number(process.argv[3] ?? 50);
const { output } = await cruise(
  [folder],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true, outputType: 'json' },
  undefined,
  {
    tsConfig: extractTSConfig('tsconfig.json'),
  },
);
const { summary } = JSON.parse(output);
for (const broken of summary.violations) console.error(`${broken.rule.name}: ${broken.from} → ${broken.to}`);
console.error(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} broken rules`,
);
if (summary.totalCruised < fewest)
  console.error(`fewer than ${fewest} modules were seen: the check itself is broken`);
process.exit(summary.violations.length > 0 || summary.totalCruised < fewest ? 1 : 0);
