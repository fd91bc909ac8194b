import type { MediaLifter } from '../media/media-lifter';
import type { OtlpExport } from '../otlp.types';
import { DefectTally } from './defect-tally';

/** What is said of an export's items while it is read. */
export class Remarks {
  readonly rejected = new DefectTally();
  readonly warnings = new DefectTally();

  /** The export, once these items of it are read. @param lifter what took media out of them */
  with<Item>(items: readonly Item[], lifter?: MediaLifter): OtlpExport<Item> {
    this.noteMediaLeft(lifter);
    const media = lifter?.found ?? [];
    return {
      items,
      rejected: this.rejected.tallies,
      warnings: this.warnings.tallies,
      ...(media.length > 0 && { media }),
    };
  }

  /** Once the items are read. */
  noteMediaLeft(lifter: MediaLifter | undefined): void {
    if (lifter?.leftSome) this.warnings.add('more media than an export may hold: the rest stays in its texts', '');
  }
}
