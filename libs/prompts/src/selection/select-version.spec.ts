import { checkChoice, describeChoice, selectVersion, type VersionChoice } from './select-version';

const plain = { highest: 5, labels: new Map([['staging', 3]]) };
const released = {
  highest: 5,
  labels: new Map([
    ['staging', 3],
    ['production', 2],
  ]),
};

describe('selectVersion', () => {
  it.each<[typeof plain, VersionChoice, number | undefined]>([
    [released, { version: 1, otherwise: 'latest' }, 1],
    [released, { version: 9, otherwise: 'latest' }, 9],
    [released, { label: 'staging', otherwise: 'latest' }, 3],
    [released, { label: 'latest', otherwise: 'none' }, 5],
    [released, { otherwise: 'none' }, 2],
    [released, { otherwise: 'latest' }, 2],
    [plain, { otherwise: 'latest' }, 5],
    [plain, { otherwise: 'none' }, undefined],
    [plain, { label: 'production', otherwise: 'latest' }, undefined],
    [plain, { label: 'constructor', otherwise: 'latest' }, undefined],
  ])('of %o by %j is %j', (versions, choice, number) => expect(selectVersion(versions, choice)).toBe(number));
});

describe('checkChoice', () => {
  it('lets one be said, or none', () => {
    for (const choice of [{}, { version: 1 }, { label: 'a' }]) expect(() => checkChoice(choice)).not.toThrow();
    expect(() => checkChoice({ version: 1, label: 'a' })).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });
});

describe('describeChoice', () => {
  it.each<[VersionChoice, string]>([
    [{ version: 2, otherwise: 'none' }, ' with version 2'],
    [{ label: 'a', otherwise: 'latest' }, " with label 'a'"],
    [{ otherwise: 'none' }, " with label 'production'"],
    [{ otherwise: 'latest' }, ''],
  ])('says %j as %j', (choice, words) => expect(describeChoice(choice)).toBe(words));
});
