// Small pieces every page is laid from: icon, tag, field, form, empty state. They take words and times from the visit
// they are drawn for, so that no page hands them down.
import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { IconName } from './assets/icons.ts';
import type { Guest } from './visit.ts';

const Here = createContext<Guest | undefined>(undefined);
export const HereProvider = Here.Provider;

/** The visit this page is drawn for. */
export function useHere(): Guest {
  const here = useContext(Here);
  if (here === undefined) throw new Error('a piece of a page was drawn outside of a page');
  return here;
}

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  const { house } = useHere();
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`${house.assets.icons}#${name}`} />
    </svg>
  );
}

export type Tone = 'waiting' | 'good' | 'problem' | 'info' | 'idle';

export function Tag({
  tone,
  icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon?: IconName | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class={`tag t-${tone}${icon === undefined ? ' plain' : ''}`}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}

export function Box({
  tone,
  children,
  alert,
}: {
  readonly tone: Tone;
  readonly children: ComponentChildren;
  readonly alert?: boolean;
}): JSX.Element {
  return (
    <div class={`box t-${tone}`} {...(alert === true ? { role: 'alert' } : {})}>
      {children}
    </div>
  );
}

/** A form that changes something: it carries the session's token. */
export function Post({
  action,
  children,
  ...rest
}: {
  readonly action: string;
  readonly children: ComponentChildren;
} & Readonly<Record<string, unknown>>): JSX.Element {
  const { csrf } = useHere();
  return (
    <form method="post" action={action} {...rest}>
      {csrf === undefined ? null : <input type="hidden" name="csrf" value={csrf} />}
      {children}
    </form>
  );
}

export function Hidden({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string | number;
}): JSX.Element {
  return <input type="hidden" name={name} value={String(value)} />;
}

export interface Problem {
  readonly field: string;
  readonly sentence: string;
}

/** A labelled field with its hint and what is wrong with it. `children` gets the attributes that tie them together. */
export function Field({
  name,
  id = name,
  label,
  hint,
  problem,
  children,
}: {
  readonly name: string;
  /** Where a page has several fields of one name. */
  readonly id?: string | undefined;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly problem?: Problem | undefined;
  readonly children: (ties: {
    readonly id: string;
    readonly name: string;
    readonly 'aria-describedby'?: string;
    readonly 'aria-invalid'?: 'true';
  }) => JSX.Element;
}): JSX.Element {
  const described = [
    hint === undefined ? '' : `${id}-hint`,
    problem === undefined ? '' : `${id}-wrong`,
  ].filter((one) => one !== '');
  return (
    <div class={problem === undefined ? 'field' : 'field bad'}>
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="wrong" id={`${id}-wrong`}>
          {problem.sentence}
        </p>
      )}
      {children({
        id,
        name,
        ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
        ...(problem === undefined ? {} : { 'aria-invalid': 'true' as const }),
      })}
    </div>
  );
}

export function Tick({
  name,
  value,
  label,
  hint,
  checked,
  radio,
  form,
}: {
  readonly name: string;
  readonly value: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly checked?: boolean;
  readonly radio?: boolean;
  readonly form?: string;
}): JSX.Element {
  return (
    <label class="tick">
      <input
        type={radio === true ? 'radio' : 'checkbox'}
        name={name}
        value={value}
        checked={checked === true}
        {...(form === undefined ? {} : { form })}
      />
      <span>
        {label}
        {hint === undefined ? null : <small>{hint}</small>}
      </span>
    </label>
  );
}

export function Chip({
  name,
  value,
  label,
  checked,
  radio,
}: {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly checked?: boolean;
  readonly radio?: boolean;
}): JSX.Element {
  return (
    <label class="chip">
      <input
        type={radio === true ? 'radio' : 'checkbox'}
        name={name}
        value={value}
        checked={checked === true}
      />
      <span>{label}</span>
    </label>
  );
}

export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** An instant for people, with its exact value for machines. */
export function Time({ at, children }: { readonly at: number; readonly children: string }): JSX.Element {
  return <time dateTime={new Date(at).toISOString()}>{children}</time>;
}

export function Button({
  icon,
  tone,
  children,
  ...rest
}: {
  readonly icon?: IconName;
  readonly tone?: 'primary' | 'stop' | 'danger';
  readonly children: ComponentChildren;
} & Readonly<Record<string, unknown>>): JSX.Element {
  return (
    <button type="submit" class={tone === undefined ? 'button' : `button ${tone}`} {...rest}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export function LinkButton({
  href,
  icon,
  tone,
  children,
}: {
  readonly href: string;
  readonly icon?: IconName;
  readonly tone?: 'primary' | 'stop' | 'danger';
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <a class={tone === undefined ? 'button' : `button ${tone}`} href={href}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </a>
  );
}
