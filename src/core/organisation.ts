// An organisation (อบต. or เทศบาล) and the policies it has set for itself.
import type { ApprovalRules } from './approval.ts';
import type { Formulas } from './formulas.ts';
import type { OrgId } from './ids.ts';
import type { QuietHours } from './timetable.ts';
import type { TonePolicy } from './tone.ts';
import type { VolumePolicy } from './tower-volume.ts';

export interface Organisation {
  readonly id: OrgId;
  readonly parent: OrgId | undefined;
  readonly name: string;
  readonly kind: 'subdistrict' | 'municipality' | 'district' | 'province' | 'ministry';
  /** Prefix of the DOPA codes of its villages: 2 to 8 digits. */
  readonly area: string;
  readonly phone: string;
  readonly quietHours: QuietHours;
  readonly rules: ApprovalRules;
  readonly formulas: Formulas;
  /** Wind and rain for a while: every clip made meanwhile has the harder sound. */
  readonly roughWeather?: boolean;
  /** The daily quiet tone by which towers show that they sound; none unless it is wanted. */
  readonly tone?: TonePolicy | undefined;
  /** How loud its towers play; as the settings say where it was never set. */
  readonly volume?: VolumePolicy | undefined;
}
