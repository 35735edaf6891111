// The chains: what is done to speech so that a horn across a rice field is understood. G for every day; F, harder, for
// emergencies, wind and rain. Numbers in, ffmpeg filter text out. Only filters that ffmpeg had by 4.1, and only options
// that sound the same from 4.1 to 8.
import type { HouseSound } from '../../pipeline/ports.ts';

/** dBFS of the limiter's ceiling inside the chain: sample peak 0.84, which leaves 1.5 dB for the peaks between. */
export const CHAIN_CEILING_DB = -1.5;
/** LUFS at which speech enters the chain, so that the compressor's knee meets every voice at the same place. */
export const CHAIN_DRIVE_LUFS = -20;

// Cuts what only heats a horn's driver, lifts the consonants, ends where the horn ends.
const EQUALISER =
  "firequalizer=gain_entry='entry(100,-40);entry(200,-20);entry(300,-6);entry(500,0);entry(1000,4.5);entry(2000,9);" +
  "entry(4000,9);entry(5500,7);entry(6500,-6);entry(9000,-40)'";
// F lets go sooner and lifts what is soft further: clearer in noise, at some cost of beauty in quiet.
const COMPRESSORS: Readonly<Record<HouseSound['chain'], string>> = {
  G: 'compand=attacks=0.003:decays=0.05:points=-80/-110|-60/-66|-50/-46|-40/-32|-30/-24|-20/-18|-10/-13|0/-10:soft-knee=6:gain=11',
  F: 'compand=attacks=0.003:decays=0.03:points=-80/-100|-60/-60|-50/-38|-40/-26|-30/-20|-20/-16|-10/-12|0/-10:soft-knee=6:gain=11',
};

/** `level=disabled`: the limiter would otherwise turn everything up by itself. */
export function limiter(ceilingDb: number): string {
  return `alimiter=limit=${(10 ** (ceilingDb / 20)).toFixed(4)}:attack=3:release=40:level=disabled`;
}

/** 48 kHz mono, whatever came: the limiter misses peaks between samples at lower rates. */
export const TO_WORKING_FORMAT = 'aresample=48000,aformat=sample_fmts=fltp:channel_layouts=mono';

/** @param driveDb what brings the source to CHAIN_DRIVE_LUFS */
export function speechChain(chain: HouseSound['chain'], driveDb: number): string {
  return `${gain(driveDb)},${EQUALISER},${COMPRESSORS[chain]},${limiter(CHAIN_CEILING_DB)}`;
}

export function gain(db: number): string {
  return `volume=${db.toFixed(2)}dB`;
}

/** A place that is turned down by so many dB, smoothly, for about a tenth of a second. */
export interface Dip {
  readonly atMs: number;
  readonly db: number;
}

const DIP_WIDTH_S = 0.035;
/** The gain is reckoned anew for each of these many samples: 5 ms, so that no step is heard. */
const DIP_STEP = 240;

/** @returns filters, none where there is nothing to turn down */
export function dipping(dips: readonly Dip[]): string[] {
  if (dips.length === 0) return [];
  const bell = ({ atMs, db }: Dip) =>
    `${db.toFixed(2)}*exp(-pow((t-${(atMs / 1000).toFixed(3)})/${DIP_WIDTH_S},2)/2)`;
  return [
    `asetnsamples=n=${DIP_STEP}:p=0`,
    `volume=eval=frame:volume='pow(10,-(${dips.map(bell).join('+')})/20)'`,
  ];
}

export function silence(ms: number): string {
  return `apad=pad_len=${Math.round(ms * 48)}`;
}

/** Wind and handling noise out; a gentle denoiser for quieter pauses, which does not make words clearer. */
export function recordingFilters(hasAfftdn: boolean): string {
  return hasAfftdn ? 'highpass=f=120,afftdn=nr=10:nf=-45:tn=1' : 'highpass=f=120';
}

/** The part between two moments, with 10 ms fades so that no cut clicks. */
export function cut(fromMs: number, toMs: number): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(4);
  const fades = `afade=t=in:d=0.01,afade=t=out:st=${seconds(Math.max(0, toMs - fromMs - 10))}:d=0.01`;
  return `atrim=start=${seconds(fromMs)}:end=${seconds(toMs)},asetpts=PTS-STARTPTS,${fades}`;
}
