import { invalid, toColumnText } from '@debrief/kernel';
import { Param, type PipeTransform } from '@nestjs/common';

type PathName = 'projectId' | 'sessionId' | 'spanId';

/** A name in a path, in the form in which it is stored. The router has undone its percent-encoding, once. */
const checkName = (parameter: PathName, name: string): string => {
  if (name.length > 512 || [...name].length > 256) throw invalid(parameter, 'must have at most 256 characters');
  return toColumnText(name);
};

const pipeOf = (parameter: PathName): PipeTransform<string, string> => ({
  transform: (name) => checkName(parameter, name),
});

/** The parameter of that name, checked: `@PathName('sessionId') sessionId: string`. */
export const PathName = (parameter: PathName): ParameterDecorator => Param(parameter, pipeOf(parameter));
