/** The same shuffle each time. */
export const shuffle = <T>(items: readonly T[]): T[] => {
  const mixed = [...items];
  let state = 20261126;
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
};
