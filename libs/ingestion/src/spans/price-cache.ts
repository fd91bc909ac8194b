import { Database, RecentValues } from '@debrief/infra';
import { readStoredPrices } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { defaultPrices, type PriceList } from '../dialects/otlp/prices/price-list';
import { toPriceList } from '../dialects/otlp/prices/to-price-list';

/** A changed price holds on every process after twice this long at the latest. */
const freshMs = 2_500;
const maxWorkspaces = 10_000;

/** Holds by which prices each workspace's spans are priced while they are being written. */
@Injectable()
export class PriceCache {
  private readonly lists = new RecentValues<readonly PriceList[]>({ freshMs, max: maxWorkspaces });

  constructor(private readonly database: Database) {}

  /** The lists of a workspace in the order in which they are asked: its own, then the product's. */
  async of(workspaceId: string): Promise<readonly PriceList[]> {
    const load = () => this.load(workspaceId);
    return (await this.lists.get(workspaceId, load)) ?? load();
  }

  private async load(workspaceId: string): Promise<readonly PriceList[]> {
    const own = await this.database.inWorkspace({ workspaceId }, readStoredPrices);
    return own.length === 0 ? [defaultPrices] : [toPriceList(own), defaultPrices];
  }
}
