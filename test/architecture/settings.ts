import 'reflect-metadata';
import { ConfigError, loadConfig } from '@debrief/infra';
import { getMetadataStorage } from 'class-validator';
import { Env } from '../../libs/infra/src/config/env';

/** The variables that a class of settings declares. */
export const namesOf = (settings: new () => object): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(settings, '', false, false)
      .map(({ propertyName }) => propertyName),
  ),
];

/** Every variable of the product, with its default as README writes it. */
export const documentedSettings = (): Record<string, string> => {
  const defaults = new Env() as unknown as Readonly<Record<string, unknown>>;
  const required = requiredNames();
  return Object.fromEntries(
    namesOf(Env).map((name) => {
      const standard = String(defaults[name] ?? '');
      if (required.includes(name)) return [name, 'required'];
      return [name, standard === '' ? '–' : `\`${standard}\``];
    }),
  );
};

const requiredNames = (): string[] => {
  try {
    loadConfig({});
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.flatMap((problem) => /^(\w+): is required$/.exec(problem)?.[1] ?? []);
  }
};
