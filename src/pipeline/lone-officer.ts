// For an office with one officer at night: an emergency needs one name, whatever the organisation's own rule says. The
// towers are told the same in their trust document, and the audit trail has the number of names of every emergency.
import type { Organisation } from '../core/organisation.ts';
import type { Organisations } from './records.ts';

export function withLoneOfficer(organisations: Organisations): Organisations {
  return {
    ...organisations,
    all: async () => (await organisations.all()).map(alone),
    async find(id) {
      const found = await organisations.find(id);
      return found === undefined ? undefined : alone(found);
    },
  };
}

function alone(organisation: Organisation): Organisation {
  const { rules } = organisation;
  return { ...organisation, rules: { ...rules, emergency: { ...rules.emergency, approvers: 1 } } };
}
