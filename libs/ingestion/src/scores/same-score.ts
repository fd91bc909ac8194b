import { canonicalJson, type JsonValue, parseJson } from '@debrief/kernel';
import type { ScoreContent } from './score-statement';

/** Whether two scores say the same of the same: when, and by whom, does not count. */
export const isSameScore = (left: ScoreContent, right: ScoreContent): boolean => textOf(left) === textOf(right);

const textOf = ({ scoredAt: _at, authorUserId: _by, metadata, ...content }: ScoreContent): string =>
  canonicalJson({ ...content, metadata: metadata === null ? null : parseJson(metadata) } as JsonValue);
