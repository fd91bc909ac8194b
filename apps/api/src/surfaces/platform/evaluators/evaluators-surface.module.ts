import { EvaluationModule } from '@debrief/evaluation';
import { Module } from '@nestjs/common';
import { ProjectChoiceModule } from '../project-choice.module';
import { V1EvaluationsController } from './v1-evaluations.controller';
import { V1EvaluatorsController } from './v1-evaluators.controller';

@Module({
  imports: [ProjectChoiceModule, EvaluationModule],
  controllers: [V1EvaluationsController, V1EvaluatorsController],
})
export class EvaluatorsSurfaceModule {}
