/** Money is summed as whole attodollars (10⁻¹⁸ US dollars): decimal figures of any real price list add up exactly. */
export type Attodollars = bigint;

const places = 18;
const million = 6;

/** The decimal number that a double prints as; exact, and rounded down below 10⁻¹⁸. */
export const toAttodollars = (dollars: number): Attodollars => scaled(String(dollars), places);

/** The price of one token, of a price per million. */
export const perToken = (dollarsPerMillion: number): Attodollars => scaled(String(dollarsPerMillion), places - million);

/** The double nearest to the decimal amount. */
export const toDollars = (amount: Attodollars): number => (amount === 0n ? 0 : Number(`${amount}e-${places}`));

const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/;

const scaled = (text: string, scale: number): bigint => {
  const [, sign, whole = '0', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -size : size;
};
