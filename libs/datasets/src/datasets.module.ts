import { IngestionModule } from '@debrief/ingestion';
import { Module } from '@nestjs/common';
import { DatasetsService } from './datasets/datasets.service';
import { DatasetItemsService } from './items/dataset-items.service';
import { RecordedItemsService } from './items/recorded-items.service';
import { DatasetRunItemsService } from './runs/dataset-run-items.service';
import { DatasetRunsService } from './runs/dataset-runs.service';
import { RunResultsService } from './results/run-results.service';
import { JsonSchemas } from './schemas/json-schemas';

const services = [
  DatasetsService,
  DatasetItemsService,
  RecordedItemsService,
  DatasetRunsService,
  DatasetRunItemsService,
  RunResultsService,
];

@Module({ imports: [IngestionModule], providers: [JsonSchemas, ...services], exports: services })
export class DatasetsModule {}
