// A draft's places → the parts of the letter as a person reads them.
import type { Draft, Ranges } from './draft.ts';
import { CLOSING } from './fields.ts';
import { flow } from './flow.ts';
import type { Letter, Part } from './letter.ts';
import { type Sheet, spanOf } from './sheet.ts';
import type { Stretch } from './split.ts';

function oneLine(sheet: Sheet, ranges: Ranges): string {
  return flow(sheet, ranges).own.replace(/\s+/g, ' ').trim();
}

function partOf(sheet: Sheet, ranges: Ranges): Part | undefined {
  const some = ranges.filter((range) => range.end > range.start);
  const first = some[0];
  const last = some.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { written: oneLine(sheet, some), span: spanOf(sheet, first.start, last.end) };
}

function partsOf(sheet: Sheet, list: readonly Ranges[]): Part[] {
  return list.flatMap((ranges) => partOf(sheet, ranges) ?? []);
}

/** ศาลากลางจังหวัดนครพนม speaks as จังหวัดนครพนม, ที่ว่าการอำเภอนาทม as อำเภอนาทม. */
export function senderOf(sheet: Sheet, draft: Draft): Ranges {
  return draft.sender.map((range, k) => {
    if (k > 0) return range;
    const seat = /^(?:ศาลากลาง|ที่ว่าการ|ที่ทำการ)(?=จังหวัด|อำเภอ|องค์การ|เทศบาล)/.exec(
      sheet.text.slice(range.start, range.start + 40),
    );
    return { start: range.start + (seat?.[0].length ?? 0), end: range.end };
  });
}

export function letterOf(sheet: Sheet, stretch: Stretch, draft: Draft): Letter {
  const first = stretch.rows[0]?.line;
  const last = stretch.rows.at(-1)?.line;
  const body = partsOf(sheet, draft.paragraphs);
  const signed = [...draft.name, ...draft.position];
  const signature = partOf(sheet, signed);
  return {
    kind: draft.kind,
    span: spanOf(sheet, first?.start ?? 0, last?.end ?? 0),
    urgency: draft.urgency,
    from: partOf(sheet, senderOf(sheet, draft)),
    number: partOf(sheet, draft.number),
    date: partOf(sheet, draft.date.slice(0, 1)),
    subject: partOf(sheet, draft.subject),
    to: partOf(sheet, draft.to),
    references: partsOf(sheet, draft.references),
    enclosures: partsOf(sheet, draft.enclosures),
    body: body.filter((part) => !CLOSING.test(part.written)),
    closing: body.find((part) => CLOSING.test(part.written)),
    signature:
      signature === undefined
        ? undefined
        : {
            name: oneLine(sheet, draft.name)
              .replace(/^\(?ลง(?:ชื่อ|นาม)\)?[ .…_]*|[()]/g, '')
              .trim(),
            position: draft.position.map((range) => oneLine(sheet, [range])).join(' '),
            span: signature.span,
          },
    contacts: partsOf(
      sheet,
      draft.contacts.map((range) => [range]),
    ),
  };
}
