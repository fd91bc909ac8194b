/** Why an evaluator could say nothing of a target: the job ends with this message and no score is written. It is shown to people. */
export class EvaluationFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EvaluationFailure';
  }
}
