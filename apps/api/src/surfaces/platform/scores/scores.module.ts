import { DatasetsModule } from '@debrief/datasets';
import { IngestionModule } from '@debrief/ingestion';
import { ReplayModule } from '@debrief/replay';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { PublicScoresController } from './public-scores.controller';
import { ScoreConfigsController } from './score-configs.controller';
import { ScoredDatasetRuns } from './scored-dataset-runs';
import { V1FeedbackController } from './v1-feedback.controller';
import { V1ScoreCreation } from './v1-score-creation';
import { V1ScoresController } from './v1-scores.controller';
import { V1TraceScoresController } from './v1-trace-scores.controller';

/** Scores in both dialects, and the configs that they must fit. */
@Module({
  imports: [ProjectChoiceModule, IngestionModule, ReplayModule, DatasetsModule],
  controllers: [
    V1ScoresController,
    V1TraceScoresController,
    V1FeedbackController,
    PublicScoresController,
    ScoreConfigsController,
  ],
  providers: [ScoredDatasetRuns, V1ScoreCreation],
})
export class ScoresModule {}
