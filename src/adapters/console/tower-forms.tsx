// Forms of a tower's page: who looks after it, the test of its sound, muting it, and a new claim code.
import type { JSX } from 'preact';
import type { Tower } from '../../core/tower.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Button, Chip, Field, Post, type Problem, Tick, useHere } from './bits.tsx';

export function CaretakerForm({
  care,
  problem,
}: {
  readonly care: TowerCare;
  readonly problem: Problem | undefined;
}): JSX.Element {
  const { w } = useHere();
  const { name = '', phone = '' } = care.caretaker ?? {};
  const wrong = (field: string) => (problem?.field === field ? problem : undefined);
  return (
    <section class="section" id="caretaker">
      <h2>{w.caretaker}</h2>
      <Post action={`/t/${care.tower.id}/caretaker`} class="pico">
        <Field name="name" label={w.caretakerName} hint={w.caretakerNameHint} problem={wrong('name')}>
          {(ties) => <input {...ties} type="text" maxlength={80} autocomplete="off" value={name} />}
        </Field>
        <Field name="phone" label={w.caretakerPhone} problem={wrong('phone')}>
          {(ties) => <input {...ties} type="tel" maxlength={20} autocomplete="off" value={phone} />}
        </Field>
        <Tick name="whole" value="1" label={w.caretakerWholeVillage} checked />
        <p class="soft small">{w.caretakerHint}</p>
        <Button>{w.save}</Button>
      </Post>
    </section>
  );
}

export function TestForm({ care }: { readonly care: TowerCare }): JSX.Element {
  const { w, when } = useHere();
  return (
    <section class="section" id="test">
      <h2>{w.testSound}</h2>
      <p class="soft">
        {w.testSoundHint}
        {care.toneAnsweredAt === undefined ? '' : ` · ${w.lastTone(when.ago(care.toneAnsweredAt))}`}
      </p>
      <Post action={`/t/${care.tower.id}/test`}>
        <Button icon="volume-2">{w.testSound}</Button>
      </Post>
    </section>
  );
}

export function MuteForm({ tower }: { readonly tower: Tower }): JSX.Element {
  const { w, when } = useHere();
  const muted = tower.mutedUntil !== undefined && tower.mutedUntil > when.now;
  return (
    <section class="section">
      <h2>{w.muteIt}</h2>
      <Post action={`/t/${tower.id}/mute`}>
        <p class="soft">{w.muteHint}</p>
        {muted ? (
          <input type="hidden" name="until" value="off" />
        ) : (
          <fieldset>
            <legend class="hidden">{w.muteIt}</legend>
            <div class="chips">
              <Chip radio name="until" value="hour" label={w.mute1h} checked />
              <Chip radio name="until" value="morning" label={w.muteTomorrow} />
              <Chip radio name="until" value="week" label={w.mute7d} />
            </div>
          </fieldset>
        )}
        <Button icon={muted ? 'volume-2' : 'volume-x'}>{muted ? w.unmute : w.muteIt}</Button>
      </Post>
      <Post action={`/t/${tower.id}/code`} class="section">
        <p class="soft">{w.newCodeHint}</p>
        <Button icon="link">{w.newCode}</Button>
      </Post>
    </section>
  );
}
