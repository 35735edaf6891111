// What the HTTP door is built from: settings, the desks it asks and the parts relay.ts gives it. Everything the rest of
// the house offers a browser, a ministry's system or LINE comes through here.
import type { FastifyPluginAsync } from 'fastify';
import type { Clip } from '../../core/clip.ts';
import type { ClipSha, Instant, ItemId, OrgId } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type {
  CareDesk,
  DictionaryDesk,
  FormulasDesk,
  IntakeDesk,
  NewsroomDesk,
  Readiness,
  StaffDesk,
  TimetableDesk,
  TowersDesk,
  VoicePreview,
  VoiceProgress,
  VolumeDesk,
  WeatherDesk,
  WebhookDesk,
} from '../../pipeline/desks.ts';
import type { Log, TowerWelcome } from '../../pipeline/ports.ts';
import type { Audit, Organisations, Views } from '../../pipeline/records.ts';
import type { HttpMetrics } from './metrics.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** Somebody chose the port: then another one is not taken in its place. */
  readonly portIsSet: boolean;
  /** Where people reach us from outside, for the API's description. */
  readonly publicUrl?: string | undefined;
  /** Believe X-Forwarded-For and -Proto: only behind a proxy of our own. */
  readonly trustProxy?: boolean | undefined;
  readonly secureCookies: boolean;
  /** Requests an address may make in a minute before it is asked to wait. */
  readonly mostPerMinute?: number;
  /** A request that has no answer by then is told so; half a minute unless told otherwise. */
  readonly answerWithinMs?: number;
}

export interface HttpDesks {
  readonly intake: IntakeDesk;
  readonly newsroom: NewsroomDesk;
  readonly dictionary: DictionaryDesk;
  readonly formulas: FormulasDesk;
  readonly weather: WeatherDesk;
  readonly timetable: TimetableDesk;
  readonly towers: TowersDesk;
  readonly care: Pick<CareDesk, 'of' | 'hearing'>;
  readonly volume: VolumeDesk;
  readonly staff: StaffDesk;
  readonly readiness: Readiness;
  readonly webhook: WebhookDesk;
  readonly views: Views;
  readonly voiceProgress: VoiceProgress;
  readonly preview: VoicePreview;
  readonly audit: Pick<Audit, 'list'>;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly items: { find(org: OrgId, id: ItemId): Promise<Item | undefined> };
  readonly bulletins: { clip(org: OrgId, sha256: ClipSha): Promise<Clip | undefined> };
}

/** What of LINE the webhook route needs; the LINE adapter gives it. */
export interface LineDoor {
  readonly channel: string;
  verify(rawBody: Uint8Array, signature: string | undefined): boolean;
  split(rawBody: Uint8Array): readonly { readonly webhookEventId: string; readonly raw: string }[];
}

export interface ClipFiles {
  open(
    sha256: string,
    codec: 'mp3' | 'opus',
    range?: { readonly from: number; readonly to: number },
  ): Promise<{ readonly stream: NodeJS.ReadableStream; readonly size: number }>;
}

/** Clips that towers are being told to fetch. */
export interface ClipsOnTheWay {
  onTheWay(sha256: string): Promise<{ readonly codec: 'mp3' | 'opus'; readonly bytes: number } | undefined>;
}

export interface HttpParts {
  readonly log: Log;
  readonly clock: { now(): Instant };
  /** Undefined while no LINE channel is set up. */
  readonly line?: LineDoor | undefined;
  readonly clips: ClipFiles;
  /** Undefined where towers fetch clips from the broker only. */
  readonly towerClips?: ClipsOnTheWay | undefined;
  /** The answer to a claim in the words of the wire contract. */
  welcome(welcome: TowerWelcome): Promise<unknown>;
  /** The contract between relay and towers for makers of controllers: AsyncAPI, YAML. */
  readonly contract: string;
  /** The same contract's vectors, JSON. */
  readonly vectors?: () => Promise<string>;
  readonly metrics: HttpMetrics;
  /** Further doors on the same server: the console. */
  readonly plugins: readonly FastifyPluginAsync[];
}
