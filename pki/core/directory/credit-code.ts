const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Eighteen letters and digits without a sign between them: meant as 统一社会信用代码. */
export const looksLikeCreditCode = (text: string): boolean => /^[0-9A-Za-z]{18}$/.test(text);

/** A 统一社会信用代码 whose check character is right (GB 32100-2015 §5, ISO 7064 weights of 3 modulo 31). */
export function isCreditCode(text: string): boolean {
  const values = [...text].map((char) => alphabet.indexOf(char));
  if (values.length !== 18 || values.includes(-1)) return false;
  let sum = 0;
  let weight = 1;
  for (const value of values.slice(0, 17)) {
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return values[17] === (31 - (sum % 31)) % 31;
}
