import { randomUUID } from 'node:crypto';
import type { Mutation } from './mutation';
import type { Site } from './site';

const scored = 'scored';
/** A run that a body can name. */
const addScored = async ({ api, own }: Site): Promise<void> => {
  await api.call(own.secretKey, 'POST', '/api/traces', { id: scored });
};

const oneScore = () => ({ traceId: scored, name: randomUUID(), value: 1 });
const ofScored = { arrange: addScored, namesProject: true } as const;

/** The routes of scores, their configs and comments: see `mutations`. */
export const scoreMutations: Readonly<Record<string, Mutation>> = {
  'POST /v1/scores': {
    ...ofScored,
    body: (projectId) => ({ projectId, ...oneScore() }),
    audits: ['score.create'],
  },
  'POST /v1/scores/batch': {
    ...ofScored,
    body: (projectId) => ({ projectId, scores: [oneScore(), oneScore()] }),
    audits: ['score.create'],
  },
  'POST /v1/feedback': {
    ...ofScored,
    body: (projectId) => ({ projectId, ...oneScore() }),
    audits: ['score.create'],
  },
  'PATCH /v1/scores/:id': { body: () => ({ comment: randomUUID() }), audits: ['score.update'] },
  'PUT /v1/scores/:id': { body: () => ({ comment: randomUUID() }), audits: ['score.update'] },
  'DELETE /v1/scores/:id': { audits: ['score.delete'] },
  'POST /api/public/scores': { body: oneScore, audits: ['score.create'] },
  'DELETE /api/public/scores/:id': { audits: ['score.delete'] },
  'POST /api/public/score-configs': {
    body: () => ({ name: randomUUID().slice(0, 30), dataType: 'NUMERIC' }),
    audits: ['score_config.create'],
  },
  'PATCH /api/public/score-configs/:id': {
    body: () => ({ description: randomUUID() }),
    audits: ['score_config.update'],
  },
  'POST /api/public/comments': {
    ...ofScored,
    body: (projectId) => ({ projectId, objectType: 'TRACE', objectId: scored, content: randomUUID() }),
    audits: ['comment.create'],
  },
};
