/**
 * How an api's memory is kept low for little of its speed (the Dockerfile says the same). The young generation stays small, and the old one grows
 * by less than V8 lets it; but it may grow to the initial size before it is marked at all: marking what an api always holds, again and again,
 * would cost as much as the requests. Two threads help to collect, not four: where two processors serve api and Postgres, four that mark at once make
 * acknowledgements wait; one alone falls behind what large requests leave.
 */
export const apiNodeFlags: readonly string[] = [
  '--max-semi-space-size=8',
  '--heap-growing-percent=45',
  '--initial-old-space-size=128',
  '--v8-pool-size=2',
];
