import { notFound } from '@debrief/kernel';
import { Param, type PipeTransform } from '@nestjs/common';

const longest = 256;

const pipeOf = (what: string): PipeTransform<string, string> => ({
  transform: (id) => {
    // No row has such an id, and the database would not take it for a text.
    // eslint-disable-next-line no-control-regex
    if (id.length > longest || /[\u0000-\u001f\u007f]/.test(id)) throw notFound(what, id.slice(0, longest));
    return id;
  },
});

/** The id of a row in a path, as its client chose it: `@RowId('id', 'trace') id: string`. @throws DomainError NOT_FOUND */
export const RowId = (name: string, what: string): ParameterDecorator => Param(name, pipeOf(what));
