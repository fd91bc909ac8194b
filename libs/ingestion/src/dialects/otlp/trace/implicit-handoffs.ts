import type { NormalSpan } from '../conventions/normal-span';
import type { Timeline } from './timeline';

export interface ImplicitHandoff {
  readonly from: string;
  readonly to: string;
}

/**
 * Where one agent's span stands directly under another's, the second takes over (otel.md B4): by the position of the second. Plain spans
 * between them, such as the message that was sent, do not count.
 */
export const findImplicitHandoffs = ({
  spans,
  parents,
}: Timeline<{ readonly normal: Pick<NormalSpan, 'agent' | 'observationType'> }>): ReadonlyMap<
  number,
  ImplicitHandoff
> => {
  /** The nearest ancestor that is more than a plain span. */
  const holders: number[] = [];
  const handoffs = new Map<number, ImplicitHandoff>();
  for (const [place, { normal }] of spans.entries()) {
    const parent = parents[place] ?? -1;
    const holder = spans[parent]?.normal.observationType === 'span' ? (holders[parent] ?? -1) : parent;
    holders.push(holder);
    const above = spans[holder]?.normal;
    if (normal.observationType !== 'agent' || above?.observationType !== 'agent') continue;
    if (normal.agent === null || above.agent === null || normal.agent === above.agent) continue;
    handoffs.set(place, { from: above.agent, to: normal.agent });
  }
  return handoffs;
};
