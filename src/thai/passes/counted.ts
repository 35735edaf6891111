// What follows a figure that counts: such a figure is an amount, never a telephone or a code.

export const COUNTED =
  /^ ?(?:คน|ราย|บาท|ไร่|ครัว|หลัง|แห่ง|ตัว|ชุด|ล้าน|กิโล|กม|ม\.|เมตร|ชั่วโมง|ชม|วัน(?!ที่)|ปี|น\.|นาที|%|หมู่บ้าน|ครั้ง|ถุง|จุด|คัน|ตำบล|อำเภอ|จังหวัด)/;
