import type { WebhookEndpoint } from '../webhook.types';
import { decideChange, type EndpointPatch } from './decide-change';

const stored: WebhookEndpoint = {
  id: 'e',
  projectId: 'p',
  url: 'https://a.example/hook?key=hunter2',
  description: 'old',
  events: ['fix.ready'],
  enabled: false,
  disabledReason: 'failing',
  failingSince: new Date(0),
  previousSecretEndsAt: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

describe('decideChange', () => {
  it.each<[string, EndpointPatch & { projectId?: string | null }, object]>([
    ['a description', { description: '' }, { before: { description: 'old' }, after: { description: '' } }],
    ['all projects', { projectId: null }, { before: { project_id: 'p' }, after: { project_id: null } }],
    [
      'events',
      { events: ['incident.opened'] },
      { before: { events: ['fix.ready'] }, after: { events: ['incident.opened'] } },
    ],
    [
      'a host, and shows no more of the URL',
      { url: 'https://b.example/hook?key=hunter2' },
      { before: { host: 'https://a.example' }, after: { host: 'https://b.example' } },
    ],
    [
      'a path, and does not show it',
      { url: 'https://a.example/hook?key=hunter3' },
      { before: {}, after: { path: 'new' } },
    ],
  ])('notes %s', (_name, patch, expected) => expect(decideChange(stored, patch).changed).toEqual(expected));

  it('knows when nothing changes', () =>
    expect(decideChange(stored, { enabled: false, description: 'old', url: stored.url }).changed).toBeUndefined());

  it('begins with a clean record when an owner enables it, and keeps the record otherwise', () => {
    expect(decideChange(stored, { enabled: true }).change).toMatchObject({ disabledReason: null, failingSince: null });
    expect(decideChange(stored, { description: 'new' }).change).toMatchObject({ disabledReason: 'failing' });
  });
});
