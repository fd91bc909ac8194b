import { createObjectStore, Database, type LiveBus } from '@debrief/infra';
import { IngestionService } from '@debrief/ingestion';
import { MaskerCache } from '../../../libs/ingestion/src/masking/masker-cache';
import { PriceCache } from '../../../libs/ingestion/src/spans/price-cache';
import type { TestDatabase } from '../../setup/database';
import { configWith } from '../jobs/config-with';

/** Nobody listens: these tests look at the tables. */
const silentBus: LiveBus = {
  announce: () => undefined,
  subscribe: () => () => undefined,
  close: () => Promise.resolve(),
};

/** An ingestion service with a pool of its own, as one api process has; close its database after use. */
export const makeIngestion = (
  test: TestDatabase,
  env: Record<string, string> = {},
): { service: IngestionService; database: Database } => {
  const database = new Database({ url: test.databaseUrl, poolMax: 8 });
  const config = configWith(test, env);
  const objects = createObjectStore(config);
  return {
    service: new IngestionService(
      database,
      new MaskerCache(database),
      new PriceCache(database),
      silentBus,
      config,
      objects,
    ),
    database,
  };
};
