import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { DatasetsService } from './datasets/datasets.service';
import { ExperimentsService } from './experiments/experiments.service';
import { DatasetItemsService } from './items/dataset-items.service';
import { RecordedItemsService } from './items/recorded-items.service';
import { TraceItemsService } from './items/trace-items.service';
import { DatasetRunItemsService } from './runs/dataset-run-items.service';
import { DatasetRunsService } from './runs/dataset-runs.service';
import { RunResultsService } from './results/run-results.service';
import { JsonSchemas } from './schemas/json-schemas';

const services = [
  DatasetsService,
  DatasetItemsService,
  RecordedItemsService,
  TraceItemsService,
  DatasetRunsService,
  DatasetRunItemsService,
  RunResultsService,
  ExperimentsService,
];

@Module({ imports: [IngestionModule, ReplayModule], providers: [JsonSchemas, ...services], exports: services })
export class DatasetsModule {}
