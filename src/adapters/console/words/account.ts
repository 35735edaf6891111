// Signing in, invitations, LINE, password, language and colours.
import { n, type Table } from './table.ts';

export const ACCOUNT = {
  signInTitle: { th: 'เข้าใช้', en: 'Sign in' },
  password: { th: 'รหัสผ่าน', en: 'Password' },
  signIn: { th: 'เข้าใช้', en: 'Sign in' },
  signOut: { th: 'ออกจากระบบ', en: 'Sign out' },
  wrongPassword: {
    th: 'ชื่อผู้ใช้หรือรหัสผ่านไม่ตรง ลองใหม่ หรือขอลิงก์จากผู้ดูแล',
    en: 'The user name or password does not match. Try again or ask the administrator for a link',
  },
  signedOutBand: { th: 'ออกจากระบบแล้ว', en: 'You are signed out' },
  comeBack: { th: 'เข้าใหม่แล้วจะกลับมาหน้าเดิม', en: 'Sign in and you come back to the same page' },
  linkTitle: { th: 'เข้าใช้ด้วยลิงก์', en: 'Sign in by link' },
  linkHint: { th: 'ลิงก์นี้ใช้ได้ครั้งเดียว กดปุ่มเพื่อเข้าใช้', en: 'This link works once. Press the button to sign in' },
  linkGone: {
    th: 'ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ ขอลิงก์ใหม่จากผู้ดูแล',
    en: 'This link is used or has expired. Ask the administrator for a new one',
  },
  inviteTitle: { th: 'ตั้งรหัสผ่าน', en: 'Set your password' },
  inviteWelcome: {
    th: 'หน่วยงานเชิญคุณเข้าร่วมดูแลหอกระจายข่าว ตั้งรหัสผ่านแล้วเริ่มใช้ได้เลย',
    en: 'You are invited to look after the village loudspeakers. Set a password and begin',
  },
  newPassword: { th: 'รหัสผ่านใหม่', en: 'New password' },
  passwordHint: { th: 'อย่างน้อย 10 ตัว ใช้ประโยคที่จำง่ายได้', en: 'At least 10 characters; a sentence is fine' },
  passwordShort: {
    th: (c: number) => `รหัสผ่านต้องมีอย่างน้อย ${n(c)} ตัว`,
    en: (c: number) => `A password has at least ${n(c)} characters`,
  },
  oldPassword: { th: 'รหัสผ่านปัจจุบัน', en: 'Present password' },
  oldPasswordWrong: { th: 'รหัสผ่านปัจจุบันไม่ตรง', en: 'The present password does not match' },
  changePassword: { th: 'เปลี่ยนรหัสผ่าน', en: 'Change the password' },
  setPassword: { th: 'ตั้งรหัสผ่าน', en: 'Set a password' },
  accept: { th: 'รับหน้าที่นี้', en: 'Accept' },
  lineTitle: { th: 'ผูกบัญชี LINE', en: 'Connect LINE' },
  lineConnected: {
    th: 'ผูกกับ LINE แล้ว ส่งต่อข่าวเข้าระบบได้เลย',
    en: 'Connected: forward news to the office’s LINE account',
  },
  lineHint: {
    th: 'ขอรหัส แล้วพิมพ์ส่งให้บัญชี LINE ของหน่วยงานในแชตส่วนตัว',
    en: 'Get a code and send it to the office’s LINE account in a private chat',
  },
  lineCode: { th: 'ขอรหัสผูก LINE', en: 'Get a LINE code' },
  lineCodeIs: { th: 'รหัสของคุณ', en: 'Your code' },
  languageTitle: { th: 'ภาษา', en: 'Language' },
  themeTitle: { th: 'สีของจอ', en: 'Colours' },
  themeSystem: { th: 'ตามเครื่อง', en: 'As the device' },
  themeLight: { th: 'สว่าง', en: 'Light' },
  themeDark: { th: 'มืด', en: 'Dark' },
} satisfies Table;
