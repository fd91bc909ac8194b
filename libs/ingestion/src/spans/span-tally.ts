import type { OtlpTally } from '../dialects/otlp/otlp.types';

/** Counts items by reason and keeps the first id of each. */
export class SpanTally {
  private readonly byReason = new Map<string, { reason: string; firstId: string; count: number }>();

  add(reason: string, id: string): void {
    const known = this.byReason.get(reason);
    if (known) known.count += 1;
    else this.byReason.set(reason, { reason, firstId: id, count: 1 });
  }

  get tallies(): readonly OtlpTally[] {
    return [...this.byReason.values()];
  }
}
