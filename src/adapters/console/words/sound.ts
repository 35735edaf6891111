// Hearing a word before it is saved, recording one's own voice, what is doubtful about a sound, and the words an
// organisation begins and ends with.
import { n, type Table } from './table.ts';

export const SOUND = {
  hearIt: { th: 'ฟัง', en: 'Hear it' },
  hearTitle: { th: 'ฟังคำอ่าน', en: 'Hear the reading' },
  hearLead: { th: 'อ่านว่า', en: 'Read as' },
  hearClose: {
    th: 'ยังไม่ได้บันทึก ปิดหน้านี้เพื่อกลับไปที่แบบฟอร์ม',
    en: 'Nothing is saved yet: close this page to go back to the form',
  },
  hearEmpty: { th: 'พิมพ์คำอ่านก่อน แล้วกดฟัง', en: 'Type the reading first, then press Hear it' },
  respellHint: {
    th: 'แยกพยางค์ด้วยขีดได้ เช่น สะ-หฺวัด-ดี',
    en: 'Syllables may be parted by hyphens: สะ-หฺวัด-ดี',
  },

  recordTitle: { th: 'อัดเสียง', en: 'Record your voice' },
  recordInstead: { th: 'อัดเสียงพูดแทนการพิมพ์', en: 'Record your voice instead' },
  recordLead: {
    th: 'ออกอากาศตามที่พูด ระบบตัดช่วงเงียบ ลดเสียงรบกวน และปรับความดังให้ พูดห่างไมโครโฟนประมาณ 20 ซม. ในที่เงียบ ปิดพัดลมและวิทยุ',
    en: 'It goes on air as you speak; silence is cut, noise is lowered and the loudness set. Speak about 20 cm from the microphone in a quiet place, with fan and radio off.',
  },
  recordStart: { th: 'เริ่มอัด', en: 'Start' },
  recordStop: { th: 'หยุด', en: 'Stop' },
  recordListen: { th: 'ฟังที่อัด', en: 'Listen' },
  recordQuiet: { th: 'หยุดฟัง', en: 'Stop listening' },
  recordAgain: { th: 'อัดใหม่', en: 'Again' },
  recordLevel: { th: 'ระดับเสียง', en: 'Level' },
  recordOn: { th: 'กำลังอัด พูดได้เลย', en: 'Recording: speak now' },
  recordDone: { th: 'อัดแล้ว ฟังก่อน แล้วกดส่ง', en: 'Recorded: listen, then send' },
  recordAsking: { th: 'ขอใช้ไมโครโฟน กดอนุญาต', en: 'Asking for the microphone: allow it' },
  recordRefused: {
    th: 'เบราว์เซอร์ยังไม่ให้ใช้ไมโครโฟน แตะรูปกุญแจข้างที่อยู่เว็บ อนุญาตไมโครโฟน แล้วกดเริ่มอัดอีกครั้ง หรือเลือกไฟล์เสียงด้านล่าง',
    en: 'The browser does not allow the microphone. Allow it at the lock beside the address and press Start again, or choose a file below.',
  },
  recordNoMicrophone: {
    th: 'ไม่พบไมโครโฟน เสียบไมโครโฟนแล้วลองใหม่ หรือเลือกไฟล์เสียงด้านล่าง',
    en: 'No microphone was found. Plug one in and try again, or choose a file below.',
  },
  recordBusy: {
    th: 'ใช้ไมโครโฟนไม่ได้ โปรแกรมอื่นอาจใช้อยู่ ปิดโปรแกรมนั้นแล้วลองใหม่',
    en: 'The microphone cannot be used; another program may hold it. Close that and try again.',
  },
  recordUnable: {
    th: 'เบราว์เซอร์นี้อัดเสียงในหน้านี้ไม่ได้ อัดด้วยแอปในเครื่อง แล้วเลือกไฟล์เสียงด้านล่าง',
    en: 'This browser cannot record here. Record with an app of the device and choose its file below.',
  },
  recordShort: {
    th: 'เสียงที่อัดสั้นกว่า 1 วินาที กดอัดใหม่ แล้วพูดให้ครบ',
    en: 'The recording is shorter than a second: press Again and say all of it',
  },
  recordFull: {
    th: (minutes: number) => `ครบ ${n(minutes)} นาทีแล้ว หยุดอัดให้ ฟังแล้วส่ง หรือแบ่งเป็นตอนสั้น ๆ`,
    en: (minutes: number) =>
      `${n(minutes)} minutes are full and recording has stopped: send it, or make shorter parts`,
  },
  recordName: { th: 'ชื่อเรื่อง', en: 'Title' },
  recordNameHint: { th: 'ไว้ดูในคิวข่าว ไม่ได้อ่านออกเสียง', en: 'For the queue; it is not said' },
  recordNote: { th: 'บอกผู้อนุมัติ', en: 'For the approver' },
  recordNoteHint: {
    th: 'เช่น พูดเรื่องอะไร อยากให้ออกอากาศเมื่อไร',
    en: 'What it is about, when it should go on air',
  },
  recordFile: { th: 'หรือเลือกไฟล์เสียง', en: 'Or choose a sound file' },
  recordFileHint: {
    th: 'm4a mp3 ogg wav หรือ webm ไม่เกิน 20 MB',
    en: 'm4a, mp3, ogg, wav or webm, at most 20 MB',
  },
  recordSend: { th: 'ส่งเสียงนี้', en: 'Send this recording' },
  recordMissing: { th: 'อัดเสียงหรือเลือกไฟล์เสียงก่อน', en: 'Record something or choose a file first' },
  recordTooLarge: {
    th: (megabytes: number) => `เสียงใหญ่เกิน ${n(megabytes)} MB แบ่งเป็นตอนสั้น ๆ`,
    en: (megabytes: number) => `Larger than ${n(megabytes)} MB: split it into shorter parts`,
  },
  recordNotSound: {
    th: 'ไฟล์นี้ไม่ใช่ไฟล์เสียงที่เปิดได้ เลือกไฟล์ m4a mp3 ogg wav หรือ webm',
    en: 'This is no sound file that can be opened: choose m4a, mp3, ogg, wav or webm',
  },
  noteFromSender: { th: 'ผู้ส่งบอกว่า', en: 'The sender says' },

  soundDoubts: { th: 'เสียงนี้มีจุดที่ควรฟังให้ดี', en: 'Listen to this sound with care' },
  doubtNoisy: {
    th: (db: number) => `เสียงรบกวนมาก เสียงพูดดังกว่าเสียงรอบข้างเพียง ${n(db)} dB (ควรได้ 20 ขึ้นไป)`,
    en: (db: number) => `Much noise: the voice is only ${n(db)} dB above the room (20 or more is good)`,
  },
  doubtLoudness: { th: 'ดังหรือเบากว่าประกาศอื่น', en: 'Louder or softer than other bulletins' },
  doubtPeak: { th: 'บางจุดดังเกิน อาจแตกที่ลำโพง', en: 'Too loud in places: the loudspeaker may crackle' },
  doubtCrest: { th: 'เสียงอัดแน่นหรือโดดเกินไป ไกล ๆ อาจไม่ชัด', en: 'Too flat or too uneven to carry far' },
  doubtRange: { th: 'ดังบ้างเบาบ้าง คำที่เบาอาจไม่ได้ยิน', en: 'Now loud, now soft: soft words may be lost' },
  doubtColour: { th: 'เสียงทุ้มหรือแหลมเกินไป', en: 'Too dull or too shrill' },
  doubtFar: { th: 'คนอยู่ไกลหรือเวลาลมแรงอาจฟังไม่ออก', en: 'May not be understood from afar or in wind' },
  doubtLikeness: { th: 'เสียงเพี้ยนไปจากที่พูด', en: 'It has changed from what was spoken' },
  doubtEnds: {
    th: 'ต้นหรือท้ายอาจขาด หรือวรรณยุกต์เพี้ยน',
    en: 'Its beginning or end may be cut, or its tones be off',
  },
  doubtPauses: { th: 'มีเสียงรบกวนดังขึ้นในช่วงหยุดพูด', en: 'Noise comes up in the pauses' },
  doubtRecordAnew: {
    th: 'ถ้าฟังไม่ชัด ให้อัดใหม่ในที่เงียบ ปิดพัดลม พูดห่างไมโครโฟน 20 ซม. เสียงนี้ยังอนุมัติได้ถ้าฟังรู้เรื่อง',
    en: 'If it is not clear, record it anew in a quiet place, fan off, 20 cm from the microphone. It may still be approved if it is understood.',
  },
  doubtReadAnew: {
    th: 'ฟังให้จบ ถ้าฟังไม่ชัด ให้ส่งกลับหรือแก้ข้อความ แล้วระบบจะทำเสียงใหม่ เสียงนี้ยังอนุมัติได้ถ้าฟังรู้เรื่อง',
    en: 'Listen to the end. If it is not clear, send it back or change the words and it is made anew. It may still be approved if it is understood.',
  },

  formulas: { th: 'คำเปิดและคำปิดประกาศ', en: 'Opening and closing words' },
  formulasHint: {
    th: 'ใส่ให้ที่ต้นและท้ายข้อความเมื่อมีเรื่องใหม่ ทุกคนเห็น แก้ และฟังได้ก่อนอนุมัติ เว้นว่างไว้คือไม่ใส่ หนังสือราชการและเสียงที่อัดไม่ใส่ให้',
    en: 'Put around the words of every new bulletin, seen, edited and heard before approval. Empty: nothing is put there. Not around official letters and recordings.',
  },
  formulasAdded: {
    th: (opening: string, closing: string) =>
      `ระบบใส่${opening === '' ? '' : `คำเปิด “${opening}” `}${closing === '' ? '' : `คำปิด “${closing}” `}ให้ ดูและแก้ได้ก่อนอนุมัติ`,
    en: (opening: string, closing: string) =>
      `${[opening, closing]
        .filter((one) => one !== '')
        .map((one) => `“${one}”`)
        .join(' and ')} will be put around it; you can edit that before approval`,
  },
  formulaOpening: { th: 'คำเปิด', en: 'Opening' },
  formulaOpeningHint: {
    th: 'เช่น ประกาศจากองค์การบริหารส่วนตำบลหนองบัว',
    en: 'Such as ประกาศจากองค์การบริหารส่วนตำบลหนองบัว',
  },
  formulaClosing: { th: 'คำปิด', en: 'Closing' },
  formulaClosingHint: { th: 'เช่น ขอขอบคุณครับ', en: 'Such as ขอขอบคุณครับ' },
  formulaUnread: {
    th: 'มีส่วนที่ระบบยังอ่านไม่ได้ พิมพ์เป็นคำไทยล้วน หรือเพิ่มคำนั้นในพจนานุกรมคำอ่านก่อน',
    en: 'Part of it cannot be read: write it in Thai words, or put the word into the dictionary first',
  },
  formulaTooLong: {
    th: (longest: number) => `ยาวเกินไป ตัดให้เหลือไม่เกิน ${n(longest)} ตัวอักษร`,
    en: (longest: number) => `Too long: at most ${n(longest)} characters`,
  },
  doneFormulas: {
    th: 'บันทึกคำเปิดและคำปิดแล้ว ใช้กับเรื่องใหม่ตั้งแต่นี้',
    en: 'The opening and closing words are saved, for new bulletins from now on',
  },
  weather: { th: 'ลมแรงหรือฝนตก', en: 'Wind or rain' },
  weatherCalm: { th: 'ตอนนี้ใช้เสียงปกติ', en: 'The usual sound is in use' },
  weatherRough: { th: 'ตอนนี้ใช้เสียงสู้ลมฝน', en: 'The sound for wind and rain is in use' },
  weatherHint: {
    th: 'เสียงสู้ลมฝนฟังชัดกว่าในลมและฝน แต่แข็งกว่าเสียงปกติ ใช้กับเสียงที่สร้างหลังจากนี้ เสียงที่อนุมัติแล้วไม่เปลี่ยน',
    en: 'Clearer through wind and rain, and harder to the ear. For clips made from now on; what is approved stays as it is',
  },
  weatherBegin: { th: 'ใช้เสียงสู้ลมฝน', en: 'Use the sound for wind and rain' },
  weatherEnd: { th: 'กลับไปใช้เสียงปกติ', en: 'Back to the usual sound' },
  doneRough: {
    th: 'ใช้เสียงสู้ลมฝนแล้ว กับเสียงที่สร้างตั้งแต่นี้',
    en: 'The sound for wind and rain is used for clips made from now on',
  },
  doneCalm: { th: 'กลับไปใช้เสียงปกติแล้ว', en: 'Back to the usual sound' },
  doneRecorded: {
    th: 'ได้รับเสียงแล้ว กำลังปรับให้ชัด เสร็จแล้วฟังและอนุมัติได้',
    en: 'The recording is in and being made clear: then listen and approve',
  },
} satisfies Table;
