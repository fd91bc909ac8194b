import { evaluatorTypes } from '../definition/evaluator-types';
import { readDefinition } from '../definition/read-definition';
import { evaluatorTemplates } from './templates';

describe('evaluator templates', () => {
  it('are one for each type', () => expect(evaluatorTemplates.map(({ type }) => type)).toEqual(evaluatorTypes));

  it.each(evaluatorTemplates.map((template) => [template.id, template] as const))(
    '%s is an evaluator as it stands',
    (_id, template) =>
      expect(readDefinition({ ...template, scoreName: 'quality' }).definition).toMatchObject({
        type: template.type,
        scoreDataType: template.scoreDataType,
      }),
  );
});
