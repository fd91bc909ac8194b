import { type Config, CONFIG, createObjectStore, ObjectStore, ReadinessChecks } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { ArtifactsService } from './artifacts.service';
import { artifactMediaTypes } from './media-type';

/** The artifacts feature and the object store, whose readiness it reports as `object_store`. */
@Module({
  providers: [ArtifactsService, { provide: ObjectStore, useFactory: (config: Config) => createObjectStore(config, artifactMediaTypes), inject: [CONFIG] }],
  exports: [ArtifactsService, ObjectStore],
})
export class ArtifactsModule {
  constructor(readiness: ReadinessChecks, store: ObjectStore) {
    // The check makes the bucket if it is absent, so a store that comes up later than this process is found ready then.
    readiness.add('object_store', async () => {
      await store.check();
      return true;
    });
  }
}
