import type { OtlpExport } from '../otlp.types';
import { DefectTally } from './defect-tally';

/** What is said of an export's items while it is read. */
export class Remarks {
  readonly rejected = new DefectTally();
  readonly warnings = new DefectTally();

  /** The export, once these items of it are read. */
  with<Item>(items: readonly Item[]): OtlpExport<Item> {
    return { items, rejected: this.rejected.tallies, warnings: this.warnings.tallies };
  }
}
