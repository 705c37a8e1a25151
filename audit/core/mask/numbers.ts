/** Weights and check characters of GB 11643-1999 (ISO 7064:1983 MOD 11-2). */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/** Provinces by the first two digits of GB/T 2260, with Taiwan, Hong Kong and Macao. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 居民身份证号 of 18 characters: region, birth date and check character fit. */
export function isIdNumber18(text: string): boolean {
  if (text.length !== 18 || !provinces.has(text.slice(0, 2))) return false;
  const year = Number(text.slice(6, 10));
  if (year < 1850 || year > 2100 || !isDate(year, Number(text.slice(10, 12)), Number(text.slice(12, 14))))
    return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (text.charCodeAt(i) - 48) * weights[i]!;
  return checks[sum % 11] === text[17]!.toUpperCase();
}

/** The form of 15 digits from before 1999: region and birth date fit; it has no check digit. */
export function isIdNumber15(text: string): boolean {
  return (
    text.length === 15 &&
    provinces.has(text.slice(0, 2)) &&
    isDate(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)))
  );
}

/** Mobile number of mainland China: 11 digits from 13 to 19. */
export function isMobile(text: string): boolean {
  return text.length === 11 && text[0] === '1' && text[1]! >= '3';
}

/** Bank card: 16 to 19 digits of a bank's range (3 to 6, 81 UnionPay, 9 domestic), Luhn (ISO/IEC 7812-1 annex B). */
export function isBankCard(text: string): boolean {
  if (text.length < 16 || text.length > 19 || !/^(?:[3-6]|81|9)/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(text.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
