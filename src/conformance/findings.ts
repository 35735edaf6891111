// What is found about each rule while the scenes run. A rule may be looked at many times: one failure is enough, and the
// first one is told, with what was expected and what came.
import { RULES, type Rule } from './rules.ts';

export type Outcome = 'pass' | 'fail' | 'not-applicable' | 'not-run';

export interface Finding {
  readonly rule: Rule;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly came: string;
}

export interface Findings {
  /** @param rule its name; @param came what the device did, in words */
  judge(rule: string, isKept: boolean, expected: string, came: string): void;
  /** Cannot be judged on this device, and why that is no fault. */
  leave(rule: string, why: string): void;
  /** Nothing came by which it could be judged, and why: no pass and no failure. */
  open(rule: string, why: string): void;
  of(rule: string): Finding;
  all(): readonly Finding[];
}

/** @param told called when something is found that was not known before */
export function createFindings(told: (finding: Finding) => void): Findings {
  const found = new Map<string, Finding>();
  const ruleOf = (name: string): Rule => {
    const rule = RULES.find((one) => one.name === name);
    if (rule === undefined) throw new TypeError(`there is no rule ${name}`);
    return rule;
  };
  const of = (name: string): Finding =>
    found.get(name) ?? { rule: ruleOf(name), outcome: 'not-run', expected: '', came: '' };

  function set(finding: Finding): void {
    const before = found.get(finding.rule.name);
    if (before?.outcome === 'fail' || before?.outcome === finding.outcome) return;
    if (before?.outcome === 'pass' && finding.outcome === 'not-applicable') return;
    found.set(finding.rule.name, finding);
    told(finding);
  }

  return {
    judge: (name, isKept, expected, came) =>
      set({ rule: ruleOf(name), outcome: isKept ? 'pass' : 'fail', expected, came }),
    leave: (name, why) => set({ rule: ruleOf(name), outcome: 'not-applicable', expected: '', came: why }),
    open(name, why) {
      if (of(name).outcome === 'not-run')
        found.set(name, { rule: ruleOf(name), outcome: 'not-run', expected: '', came: why });
    },
    of,
    all: () => RULES.map(({ name }) => of(name)),
  };
}
