import { modelAddresses, modelProtocols } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import type { ModelProviderInput } from './model-provider.types';

export const maxModelProviders = 10;

const nameForm = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const plainText = /^[^\p{Cc}]{1,256}$/u;
const keyForm = /^[!-~]{1,512}$/;

type Fields = Readonly<Record<string, unknown>>;

const known = ['name', 'provider', 'model', 'base_url', 'api_key', 'input_price', 'output_price'];

/**
 * Reads the list of model providers out of a request. The order is theirs: the first is the default.
 * @throws INVALID naming the part, e.g. `settings.model_providers.0.api_key`; the message never quotes a value
 */
export const readModelProviders = (field: string, value: unknown): readonly ModelProviderInput[] => {
  if (!Array.isArray(value) || value.length > maxModelProviders)
    throw invalid(field, `must be a list of at most ${maxModelProviders}`);
  const read = value.map((one, index) => readModelProvider(`${field}.${index}`, one));
  read.forEach(({ name }, index) => {
    if (read.findIndex((one) => one.name === name) !== index) throw invalid(`${field}.${index}.name`, 'is used twice');
  });
  return read;
};

const readModelProvider = (field: string, value: unknown): ModelProviderInput => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object');
  for (const key of Object.keys(value))
    if (!known.includes(key)) throw invalid(`${field}.${key}`, 'is not a known setting');
  const fields = value as Fields;
  const provider = modelProtocols.find((one) => one === fields.provider);
  if (!provider) throw invalid(`${field}.provider`, `must be one of ${modelProtocols.join(', ')}`);
  const name = readText(field, fields, 'name', nameForm, 'must be 1 to 64 of a-z, 0-9, _ and -');
  if (name === null || name === 'auto') throw invalid(`${field}.name`, 'is required, and is not auto');
  const model = readText(field, fields, 'model', plainText, 'must be 1 to 256 characters');
  if (model === null) throw invalid(`${field}.model`, 'is required');
  const baseUrl = readText(field, fields, 'base_url', plainText, 'must be a URL');
  if (baseUrl === null && modelAddresses[provider] === null)
    throw invalid(`${field}.base_url`, 'is required for this provider');
  return {
    name,
    provider,
    model,
    baseUrl: baseUrl === null ? null : readUrl(`${field}.base_url`, baseUrl),
    apiKey: readText(field, fields, 'api_key', keyForm, 'must be 1 to 512 printable ASCII characters'),
    inputPrice: readPrice(field, fields, 'input_price'),
    outputPrice: readPrice(field, fields, 'output_price'),
  };
};

const readText = (field: string, fields: Fields, key: string, form: RegExp, problem: string): string | null => {
  const value = fields[key] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string' || !form.test(value)) throw invalid(`${field}.${key}`, problem);
  return value;
};

const readUrl = (field: string, value: string): string => {
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw invalid(field, 'must be an http or https URL');
  if (url.username || url.password || url.search || url.hash)
    throw invalid(field, 'must hold no credentials, query or fragment');
  return url.href.replace(/\/+$/, '');
};

const readPrice = (field: string, fields: Fields, key: string): number | null => {
  const value = fields[key] ?? null;
  if (value === null) return null;
  if (typeof value !== 'number' || !(value >= 0 && value <= 100_000))
    throw invalid(`${field}.${key}`, 'must be US dollars for a million tokens');
  return value;
};
