// What a person or a program reads of an examination: findings come in, lines go out. Decides whether the device has passed.
import { SCENES } from '../conformance/examine.ts';
import type { Finding } from '../conformance/findings.ts';
import { binds, type Profile, RULES, type Rule } from '../conformance/rules.ts';
import type { Scene } from '../conformance/stage.ts';

const SIGN = { pass: '✓', fail: '✗', 'not-applicable': '–', 'not-run': '·' } as const;
const PAGE = 'src/wire/README.md';

export interface Asked {
  readonly profile: Profile;
  readonly isQuick: boolean;
  readonly only: readonly string[] | undefined;
}

export interface Summary {
  readonly passed: boolean;
  readonly profile: Profile;
  readonly pass: number;
  readonly fail: number;
  /** Rules that bind and could not be judged. */
  readonly open: readonly string[];
  readonly failed: readonly string[];
  /** Failures of rules that do not bind this profile. */
  readonly advice: readonly string[];
}

export function summarise(findings: readonly Finding[], { profile, isQuick, only }: Asked): Summary {
  const asked = findings.filter(({ rule }) => only === undefined || only.includes(rule.name));
  const binding = asked.filter(({ rule }) => binds(rule, profile));
  const failed = binding.filter(({ outcome }) => outcome === 'fail');
  const open = binding.filter(({ rule, outcome }) => outcome === 'not-run' && (!isQuick || isInQuick(rule)));
  const pass = asked.filter(({ outcome }) => outcome === 'pass').length;
  const named = (list: readonly Finding[]) => list.map(({ rule }) => rule.name);
  return {
    passed: failed.length === 0 && open.length === 0 && pass > 0,
    profile,
    pass,
    fail: asked.filter(({ outcome }) => outcome === 'fail').length,
    open: named(open),
    failed: named(failed),
    advice: named(asked.filter(({ rule, outcome }) => outcome === 'fail' && !binds(rule, profile))),
  };
}

/** Judged in a quick scene, or over all of them. */
function isInQuick({ name }: Rule): boolean {
  const mine = SCENES.filter(({ rules }) => rules.includes(name));
  return mine.length === 0 || mine.some((scene) => scene.isQuick);
}

/** One line, and for a failure what to do with it. */
export function lineOf({ rule, outcome, expected, came }: Finding): string {
  const head = `${SIGN[outcome]} ${rule.no.padEnd(4)}${rule.name}: ${rule.says}`;
  if (outcome === 'not-applicable') return `${head} (${came})`;
  if (outcome !== 'fail') return head;
  return [
    head,
    `        expected  ${expected}`,
    `        came      ${came}`,
    `        look at   ${rule.look}`,
    `        read      ${PAGE}, “${rule.section}”${rule.bond === 'must' ? '' : `; binds ${rule.bond === 'full' ? 'the full profile only' : 'nobody'}`}`,
  ].join('\n');
}

/** Grouped by the reason: one cause often hides a whole scene. */
function openLines(findings: readonly Finding[], open: readonly string[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { rule, came } of findings)
    if (open.includes(rule.name)) reasons.set(came, [...(reasons.get(came) ?? []), rule.name]);
  return [...reasons].map(
    ([why, names]) => `could not be judged${why === '' ? '' : `, because ${why}`}: ${names.join(', ')}`,
  );
}

export function jsonLineOf({ rule, outcome, expected, came }: Finding, profile: Profile): string {
  const { no, name, says, section, look } = rule;
  const isFailure = outcome === 'fail';
  return JSON.stringify({
    ...{ no, rule: name, outcome, binds: binds(rule, profile), says, section },
    ...(isFailure ? { expected, came, look } : came !== '' && outcome !== 'pass' ? { why: came } : {}),
  });
}

export function listOf(profile: Profile): string {
  const bond = (rule: Rule) =>
    binds(rule, profile) ? '' : rule.bond === 'advice' ? ' (advice)' : ' (not in this profile)';
  return RULES.map((rule) => `${rule.no.padEnd(4)}${rule.name.padEnd(30)}${rule.says}${bond(rule)}`).join(
    '\n',
  );
}

/** Tells a person what happens while it happens: the rules of the scene that runs, and every failure at once. */
export function createTeller(write: (line: string) => void) {
  let current: Scene | undefined;
  const told = new Map<string, string>();
  const tell = (finding: Finding) => {
    if (told.get(finding.rule.name) === finding.outcome) return;
    told.set(finding.rule.name, finding.outcome);
    write(lineOf(finding));
  };
  return {
    begins(scene: Scene): void {
      current = scene;
      write(`\n${scene.name}: ${scene.says}`);
    },
    found(finding: Finding): void {
      if (finding.outcome === 'fail' || current?.rules.includes(finding.rule.name)) tell(finding);
    },
    /** What held over all scenes is told at the end. */
    ends(findings: readonly Finding[], summary: Summary): void {
      write('\nover all');
      for (const finding of findings) if (finding.outcome !== 'not-run') tell(finding);
      const { pass, fail, failed, open, advice, profile } = summary;
      write(`\n${pass} rules kept, ${fail} broken, profile ${profile}`);
      if (failed.length > 0) write(`broken: ${failed.join(', ')}`);
      if (advice.length > 0) write(`broken, but not binding here: ${advice.join(', ')}`);
      for (const line of openLines(findings, open)) write(line);
      write(
        summary.passed
          ? '✓ the controller keeps the contract'
          : '✗ the controller does not keep the contract',
      );
    },
  };
}
