// Names of months and weekdays as they are written in full and short, and the eras.

/** In the order of the year: full name and the usual short forms (dots may be missing). */
export const MONTHS: readonly (readonly [string, ...string[]])[] = [
  ['มกราคม', 'ม.ค.', 'มค.', 'มกรา'],
  ['กุมภาพันธ์', 'ก.พ.', 'กพ.', 'กุมภา'],
  ['มีนาคม', 'มี.ค.', 'มีค.', 'มีนา'],
  ['เมษายน', 'เม.ย.', 'เมย.', 'เมษา'],
  ['พฤษภาคม', 'พ.ค.', 'พค.', 'พฤษภา'],
  ['มิถุนายน', 'มิ.ย.', 'มิย.', 'มิถุนา'],
  ['กรกฎาคม', 'ก.ค.', 'กค.', 'กรกฎา'],
  ['สิงหาคม', 'ส.ค.', 'สค.', 'สิงหา'],
  ['กันยายน', 'ก.ย.', 'กย.', 'กันยา'],
  ['ตุลาคม', 'ต.ค.', 'ตค.', 'ตุลา'],
  ['พฤศจิกายน', 'พ.ย.', 'พย.', 'พฤศจิกา'],
  ['ธันวาคม', 'ธ.ค.', 'ธค.', 'ธันวา'],
];

export const ENGLISH_MONTHS =
  'january february march april may june july august september october november december'.split(' ');

export const WEEKDAYS: Readonly<Record<string, string>> = {
  'จ.': 'วันจันทร์',
  'อ.': 'วันอังคาร',
  'พ.': 'วันพุธ',
  'พฤ.': 'วันพฤหัสบดี',
  'ศ.': 'วันศุกร์',
  'ส.': 'วันเสาร์',
  'อา.': 'วันอาทิตย์',
};

export const WEEKDAY_NAMES = ['จันทร์', 'อังคาร', 'พุธ', 'พฤหัสบดี', 'พฤหัส', 'ศุกร์', 'เสาร์', 'อาทิตย์'] as const;

export const ERAS: Readonly<Record<string, string>> = {
  'พ.ศ.': 'พุทธศักราช',
  'พศ.': 'พุทธศักราช',
  'ค.ศ.': 'คริสต์ศักราช',
  'คศ.': 'คริสต์ศักราช',
  'ร.ศ.': 'รัตนโกสินทรศก',
  'จ.ศ.': 'จุลศักราช',
  'ฮ.ศ.': 'ฮิจเราะห์ศักราช',
  'ม.ศ.': 'มหาศักราช',
};
