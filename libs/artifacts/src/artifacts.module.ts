import { type Config, CONFIG, createObjectStore, LOG, type Log, ObjectStore, ReadinessChecks } from '@debrief/infra';
import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ArtifactsService } from './artifacts.service';
import { artifactMediaTypes } from './media-type';

/** The artifacts feature and the object store, whose readiness it reports as `object_store`. */
@Module({
  providers: [
    ArtifactsService,
    {
      provide: ObjectStore,
      useFactory: (config: Config) => createObjectStore(config, artifactMediaTypes),
      inject: [CONFIG],
    },
  ],
  exports: [ArtifactsService, ObjectStore],
})
export class ArtifactsModule implements OnApplicationBootstrap {
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
