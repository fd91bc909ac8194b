import { createObjectStore, Database, type LiveBus } from '@debrief/infra';
import { EntityService, IngestionService } from '@debrief/ingestion';
import { MaskerCache } from '../../../libs/ingestion/src/masking/masker-cache';
import { PriceCache } from '../../../libs/ingestion/src/spans/price-cache';
import type { TestDatabase } from '../../setup/database';
import { configWith } from '../jobs/config-with';

const silentBus: LiveBus = {
  announce: () => undefined,
  subscribe: () => () => undefined,
  close: () => Promise.resolve(),
};

/** What takes in pieces of traces and observations, and spans beside them, with a pool of their own; close the database after use. */
export const makeEntities = (
  test: TestDatabase,
  env: Record<string, string> = {},
): { entities: EntityService; ingestion: IngestionService; database: Database } => {
  const database = new Database({ url: test.databaseUrl, poolMax: 8 });
  const config = configWith(test, env);
  const objects = createObjectStore(config);
  const [maskers, prices] = [new MaskerCache(database), new PriceCache(database)];
  const ingestion = new IngestionService(database, maskers, prices, silentBus, config, objects);
  const entities = new EntityService(database, ingestion, maskers, prices, silentBus, config, objects);
  return { entities, ingestion, database };
};
