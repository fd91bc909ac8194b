/**
 * Whether a number follows from others by rounding, or by one sum, difference, product or quotient, or is a share of one in per cent. A
 * result counts when it is the number to the number's own decimals.
 */
export const isComputable = (number: number, numbers: readonly number[]): boolean => {
  const decimals = decimalsOf(number);
  const unit = 10 ** -decimals;
  const isIt = (result: number): boolean => Math.abs(result - number) <= unit / 2 + 1e-9;
  const total = numbers.reduce((sum, one) => sum + one, 0);
  if (isIt(total)) return true;
  return numbers.some(
    (a) =>
      isIt(a) ||
      isIt(a * 100) ||
      isIt(a / 100) ||
      isIt(a / 1_000) ||
      isIt(a / 1_000_000) ||
      numbers.some(
        (b) => isIt(a + b) || isIt(a - b) || isIt(a * b) || isIt(a / b) || isIt((a / b) * 100) || isIt((a * b) / 100),
      ),
  );
};

const decimalsOf = (number: number): number => {
  const text = String(number);
  const dot = text.indexOf('.');
  return dot === -1 ? 0 : text.length - dot - 1;
};
