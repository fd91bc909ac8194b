import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG, LOG } from '../infra.module';
import type { Log } from '../telemetry/log';
import { ReadinessChecks } from '../telemetry/readiness-checks';
import { createObjectStore } from './create-object-store';
import { ObjectStore } from './object-store';

/** The object store, for the features that keep bytes there; its readiness is reported as `object_store`. */
@Module({
  providers: [{ provide: ObjectStore, useFactory: (config: Config) => createObjectStore(config), inject: [CONFIG] }],
  exports: [ObjectStore],
})
export class ObjectStoreModule implements OnApplicationBootstrap {
  constructor(
    readiness: ReadinessChecks,
    private readonly store: ObjectStore,
    @Inject(LOG) private readonly log: Log,
  ) {
    readiness.add('object_store', async () => {
      await store.check();
      return true;
    });
  }

  /** The process starts without its store, too: the check of /ready makes the bucket as soon as the store is there. */
  onApplicationBootstrap(): void {
    this.store
      .ensureBucket()
      .catch((error: unknown) => this.log.error({ err: error }, 'the object store cannot be prepared'));
  }
}
