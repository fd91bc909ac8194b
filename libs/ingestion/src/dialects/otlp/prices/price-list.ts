import listed from './prices.json';

/** US dollars per million tokens. What has no price of its own has the input's (cache) or the output's (reasoning). */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}

export interface ListedModel extends TokenPrices {
  /** In lower case, as a match sees it: without vendor, region and version. */
  readonly model: string;
  /** The only host whose price it is, in lower case; absent: the price of the model's vendor, which its hosts charge too. */
  readonly host?: string;
  readonly aliases?: readonly string[];
  /** The prices of a call with more input tokens than `above`. */
  readonly long?: TokenPrices & { readonly above: number };
}

export interface PriceList {
  readonly version: string;
  readonly models: readonly ListedModel[];
}

/** The list that comes with the product. */
export const defaultPrices: PriceList = listed;
