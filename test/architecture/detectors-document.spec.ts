import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectors } from '../../libs/analysis/src/detectors/detectors';
import { seedLabels } from '../../libs/analysis/src/detectors/seed/seed';

/** Cells of the document's table rows that begin with a label. */
const rows = readFileSync(join(__dirname, '..', '..', 'docs', 'detectors.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

describe('docs/detectors.md', () => {
  it('lists the four of the contract, in their order', () =>
    expect(rows.slice(0, seedLabels.length).map(([label, tier]) => [label, tier])).toEqual(
      seedLabels.map((label) => [`\`${label}\``, 'symptom']),
    ));

  it('lists every detector of the pack with its tier, limits and what it is a sign of', () =>
    expect(rows.slice(seedLabels.length).map(([label, tier, , ...rest]) => [label, tier, ...rest])).toEqual(
      detectors.map(({ label, tier, thresholds, mast, trail }) => [
        `\`${label}\``,
        tier,
        Object.entries(thresholds)
          .map(([name, standard]) => `\`${name}\` ${standard}`)
          .join(', ') || '–',
        mast ?? '–',
        trail ?? '–',
      ]),
    ));

  it('says what each finds', () => expect(rows.filter(([, , finds = '']) => finds.length < 10)).toEqual([]));
});
