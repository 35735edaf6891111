// The desk of the formulas: an administrator sets what the organisation's announcements begin and end with. Drafts made from
// then on have them; what is there already stays as it was read and approved.
import { cleanFormula } from '../core/formulas.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { FormulasDesk } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Dictionary, Organisations } from './records.ts';

export interface FormulasDeskPorts {
  readonly organisations: Organisations;
  readonly dictionary: Pick<Dictionary, 'read'>;
  readonly clock: Clock;
}

export function createFormulasDesk({ organisations, dictionary, clock }: FormulasDeskPorts): FormulasDesk {
  return {
    async set(officer, typed) {
      mustBeAbleTo(officer, 'change-timetable');
      const known = await dictionary.read(officer.org);
      const formulas = {
        opening: cleanFormula('opening', typed.opening, known),
        closing: cleanFormula('closing', typed.closing, known),
      };
      const deed = deedOf(actorOf(officer), clock.now(), 'formulas-changed', 'organisation', officer.org, {
        ...formulas,
      });
      await organisations.change(officer.org, { formulas }, deed);
      return formulas;
    },
  };
}
