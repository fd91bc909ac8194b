import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { textField } from '../../run/event-text';
import type { RunEvent } from '../../run/run';

const progressing = ['click', 'fill', 'type', 'submit', 'confirm', 'press'];
const finalizing = ['submit', 'confirm'];

const actionOf = (event: RunEvent): string => (textField(event.payload, 'action') ?? '').trim().toLowerCase();

/** A browser action that moves a flow on: its action equals or starts with one of the words. */
export const isProgressing = (event: RunEvent): boolean =>
  event.type === 'browser_action' && progressing.some((word) => actionOf(event).startsWith(word));

export const isFinalizing = (event: RunEvent): boolean =>
  event.type === 'browser_action' && finalizing.some((word) => actionOf(event).startsWith(word));

/** The warnings that a snapshot shows; none for other events and for what is no list. */
export const warningsOf = ({ type, payload }: RunEvent): readonly JsonValue[] => {
  const warnings = type === 'dom_snapshot' ? payload['warnings'] : undefined;
  return Array.isArray(warnings) ? warnings : [];
};

/** The values that a snapshot shows as chosen; none for what is no object. */
export const selectedValues = (snapshot: RunEvent | undefined): readonly JsonValue[] => {
  const selected = snapshot?.payload['selected_values'];
  return isJsonObject(selected) ? Object.values(selected) : [];
};

/** Where an action went. `metadata` is what the client put into the payload. */
export const placeOf = ({ payload }: RunEvent): (JsonValue | undefined)[] => [
  payload['target'],
  payload['value'],
  payload['url'],
];

export const lastOf = (events: readonly RunEvent[], type: string): RunEvent | undefined =>
  events.findLast((event) => event.type === type);

export const hasFailed = (goalCheck: RunEvent | undefined): boolean => goalCheck?.payload['passed'] === false;
