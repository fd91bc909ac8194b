import { messageOf } from '@debrief/analysis';
import { toColumnText } from '@debrief/kernel';
import type { Failure } from './fingerprint';

const maxError = 120;
const maxTitle = 240;

/** What an incident is called: one plain line, e.g. `Tool error: refund_payment of billing-agent: connection refused`. */
export const titleOf = ({ label, agent, step }: Failure): string => {
  const words = label.replaceAll('_', ' ').trim();
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  const where = [step.name, agent].filter((one) => one !== null && one !== '').join(' of ');
  const error = step.error === null ? '' : cut(oneLine(messageOf(step.error.slice(0, 4_000))), maxError);
  return toColumnText(
    cut(
      [what, where, error]
        .filter((part) => part !== '')
        .map(oneLine)
        .join(': '),
      maxTitle,
    ),
  );
};

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
