import { randomUUID } from 'node:crypto';
import type { Mutation } from './mutation';
import type { Site } from './site';

/** A run that a body can name. */
const evaluatedTrace = 'evaluated';

const post = async ({ api, own }: Site, path: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await api.call(own.secretKey, 'POST', path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const someEvaluator = () => ({ name: `new ${randomUUID()}`, type: 'contains', config: { needles: ['a'] } });

/** With the run that it is asked to look at. */
const addEvaluator = async (site: Site): Promise<string> => {
  await post(site, '/api/traces', { id: evaluatedTrace });
  return String((await post(site, '/v1/evaluators', someEvaluator())).id);
};

const addEvaluatorJob = async (site: Site): Promise<string> => {
  const id = `evaluated ${randomUUID()}`;
  await post(site, '/api/traces', { id });
  const { jobId } = await post(site, `/v1/evaluators/${await addEvaluator(site)}/execute`, { traceId: id });
  return String(jobId);
};

/** See `rows` of route-targets.ts. */
export const evaluatorRows = { evaluators: addEvaluator, jobs: addEvaluatorJob };

/** See `mutations`. */
const ofResource: Readonly<Record<string, Mutation>> = {
  'POST evaluators': {
    body: (projectId) => ({ ...someEvaluator(), projectId }),
    namesProject: true,
    audits: ['evaluator.create'],
  },
  'PATCH evaluators/:id': { body: () => ({ name: `named ${randomUUID()}` }), audits: ['evaluator.update'] },
  'DELETE evaluators/:id': { audits: ['evaluator.delete'] },
  'POST evaluators/:id/execute': {
    body: () => ({ traceId: evaluatedTrace, force: true }),
    audits: ['evaluator.execute'],
  },
};

/** See `mutations`. */
export const evaluatorMutations: Readonly<Record<string, Mutation>> = Object.fromEntries(
  Object.entries(ofResource).map(([name, mutation]) => [name.replace(' ', ' /v1/'), mutation]),
);
