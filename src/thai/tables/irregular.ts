// Words whose sound their spelling does not show, each respelled so that the plain rules say it right; parts are
// parted by -. Written from general knowledge of Thai, broadly by kind of word.

const WORDS = `
ก็=ก้อ
ได้=ด้าย
ไม้=ม้าย
ไหว้=ว่าย
`;

export const IRREGULAR: readonly (readonly [string, string])[] = WORDS.trim()
  .split(/\s+/)
  .map((row) => {
    const [word = '', respelled = ''] = row.split('=');
    return [word, respelled] as const;
  });
