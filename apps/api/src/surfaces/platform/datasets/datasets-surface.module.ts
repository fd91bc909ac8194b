import { DatasetsModule } from '@debrief/datasets';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { PublicDatasetItemsController } from './public-dataset-items.controller';
import { PublicDatasetRunsController } from './public-dataset-runs.controller';
import { PublicDatasetsController } from './public-datasets.controller';
import { V1DatasetItemsController } from './v1-dataset-items.controller';
import { V1DatasetRunsController } from './v1-dataset-runs.controller';
import { V1DatasetsController } from './v1-datasets.controller';
import { V1RecordedItemsController } from './v1-recorded-items.controller';
import { V1RunResultsController } from './v1-run-results.controller';

/** Data sets, their items and the runs over them, in both dialects. */
@Module({
  imports: [ProjectChoiceModule, DatasetsModule],
  controllers: [
    // Runs first: `runs` would be a data set's id, and `compare` a run's.
    V1RunResultsController,
    V1DatasetRunsController,
    V1RecordedItemsController,
    V1DatasetItemsController,
    V1DatasetsController,
    PublicDatasetsController,
    PublicDatasetItemsController,
    PublicDatasetRunsController,
  ],
})
export class DatasetsSurfaceModule {}
