import type { JsonObject } from '@debrief/kernel';
import type { SelectedPrompt } from '../prompt.types';
import { checkUnchanged } from './check-unchanged';

const at = new Date(0);
const selected: SelectedPrompt = {
  prompt: {
    id: 'p',
    projectId: 'x',
    name: 'Name',
    type: 'chat',
    description: null,
    tags: [],
    createdAt: at,
    updatedAt: at,
    versions: [1, 2],
    labels: new Map([
      ['b', 2],
      ['a', 2],
      ['c', 1],
    ]),
  },
  version: {
    id: 'v',
    promptId: 'p',
    version: 2,
    content: [{ role: 'user', content: 'x' }],
    config: { a: 1, b: 2 },
    commitMessage: 'why',
    createdAt: at,
  },
};

describe('checkUnchanged', () => {
  it.each<[JsonObject]>([
    [{}],
    [{ name: 'Name', type: 'CHAT', commitMessage: 'why' }],
    [{ config: { b: 2, a: 1 }, labels: ['b', 'a'] }],
    [{ content: [{ content: 'x', role: 'user' }], prompt: [{ role: 'user', content: 'x' }] }],
    [{ version: 9, unknown: true }],
  ])('lets %j pass', (sent) => expect(() => checkUnchanged(selected, sent)).not.toThrow());

  it.each<[string, JsonObject]>([
    ['name', { name: 'name' }],
    ['type', { type: 'text' }],
    ['content', { content: 'x' }],
    ['prompt', { prompt: [] }],
    ['config', { config: {} }],
    ['labels', { labels: ['a'] }],
    ['labels', { labels: ['a', 'b', 'c'] }],
    ['commitMessage', { commitMessage: 'WHY' }],
  ])('refuses another %s: %j', (field, sent) =>
    expect(() => checkUnchanged(selected, sent)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) as string } }),
    ),
  );
});
