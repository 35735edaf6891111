// What the console is given and hands to each of its pages: the desks it asks, the views it shows, clock, words of errors.
import type { RelayError } from '../../core/errors.ts';
import type { ClipSha } from '../../core/ids.ts';
import type {
  CareDesk,
  DictionaryDesk,
  FormulasDesk,
  IntakeDesk,
  NewsroomDesk,
  StaffDesk,
  TimetableDesk,
  TowersDesk,
  VoicePreview,
  VoiceProgress,
  VolumeDesk,
  WeatherDesk,
} from '../../pipeline/desks.ts';
import type { Clock, Log } from '../../pipeline/ports.ts';
import type { Audit, Items, Organisations, Views } from '../../pipeline/records.ts';
import type { Assets } from './assets/shelf.ts';
import type { Language } from './when.ts';

export interface ConsoleDesks {
  readonly intake: Pick<IntakeDesk, 'submit' | 'record' | 'type' | 'original'>;
  readonly newsroom: NewsroomDesk;
  readonly dictionary: DictionaryDesk;
  readonly formulas: FormulasDesk;
  readonly weather: WeatherDesk;
  readonly timetable: TimetableDesk;
  readonly towers: Omit<TowersDesk, 'claim'>;
  readonly care: CareDesk;
  readonly volume: VolumeDesk;
  readonly staff: Omit<StaffDesk, 'system' | 'makeToken'>;
  readonly audit: Pick<Audit, 'list' | 'firstBroken'>;
  readonly views: Views;
  readonly items: Pick<Items, 'find'>;
  readonly organisations: Pick<Organisations, 'find' | 'villages'>;
  readonly voiceProgress: VoiceProgress;
  readonly preview: VoicePreview;
}

export interface ConsoleParts {
  readonly clock: Clock;
  /** What a person reads of an error, where the console knows nothing better of its own. */
  readonly sentenceFor: (error: RelayError, language: Language) => string;
  /** Cookies only over HTTPS. */
  readonly secureCookies: boolean;
  readonly log: Log;
  /** Where the browser gets a clip's MP3, with Range: `/clips/{sha}.mp3` unless told otherwise. */
  readonly clipUrl?: (clip: ClipSha) => string;
}

export interface House extends ConsoleDesks, Required<ConsoleParts> {
  readonly assets: Assets;
}
