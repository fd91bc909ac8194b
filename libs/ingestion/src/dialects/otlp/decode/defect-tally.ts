import type { OtlpTally } from '../otlp.types';

/** An id is shown to the sender, who may have put anything there. */
const maxIdLength = 64;

/** Counts defects by their reason and keeps the first id of each. */
export class DefectTally {
  private readonly counts = new Map<string, { firstId: string; count: number }>();

  add(reason: string, id: string): void {
    const counted = this.counts.get(reason);
    if (counted) counted.count += 1;
    else this.counts.set(reason, { firstId: id.slice(0, maxIdLength), count: 1 });
  }

  get tallies(): readonly OtlpTally[] {
    return Array.from(this.counts, ([reason, counted]) => ({ reason, ...counted }));
  }
}
