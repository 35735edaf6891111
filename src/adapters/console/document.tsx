// The document round a page: its title, style and scripts, and the words that the scripts say when no answer comes.
import type { ComponentChildren, JSX } from 'preact';
import { useHere } from './bits.tsx';

export function Document({
  title,
  class: kind,
  children,
}: {
  readonly title: string;
  readonly class: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { house, language, theme, w, csrf } = useHere();
  const { assets } = house;
  return (
    <html lang={language} {...(theme === undefined ? {} : { 'data-theme': theme })}>
      <head>
        <meta charSet="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="htmx-config"
          content='{"noSwap":[204,304,"5xx"],"includeIndicatorCSS":false,"defaultTimeout":15000}'
        />
        {csrf === undefined ? null : <meta name="csrf" content={csrf} />}
        <meta name="no-answer" content={w.noAnswer} />
        <meta name="broken" content={w.broken} />
        <link rel="preload" href={assets.font} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={assets.style} />
        <link rel="icon" href={`${assets.mark}`} type="image/svg+xml" />
        <script src={assets.htmx} defer />
        <script src={assets.script} defer />
      </head>
      <body class={kind}>
        <a class="skip" href="#main">
          {w.skip}
        </a>
        {children}
      </body>
    </html>
  );
}
