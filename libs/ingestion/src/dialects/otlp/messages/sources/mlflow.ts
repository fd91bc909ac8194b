import { parseJson, type JsonValue } from '@debrief/kernel';
import { readPayload } from '../read-payload';
import type { MessageSource, SideReader } from './source';

/** MLflow writes every value as JSON: a text stands in quotes. */
const decoded =
  (key: string): SideReader =>
  ({ attributes }) =>
    readPayload(unquote(attributes[key]));

function unquote(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !value.startsWith('"')) return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

export const mlflowSource: MessageSource = {
  name: 'mlflow',
  input: decoded('mlflow.spanInputs'),
  output: decoded('mlflow.spanOutputs'),
};
