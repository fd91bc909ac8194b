import { DomainError, type ErrorReason } from '@debrief/kernel';
import { Param, type PipeTransform } from '@nestjs/common';

const reasons = {
  project: 'invalid_project_id',
  traceId: 'invalid_trace_id',
  spanId: 'invalid_span_id',
  sessionId: 'invalid_session_id',
} as const satisfies Record<string, ErrorReason>;

/** An id in a path: any text that could be one. @throws DomainError INVALID with the reason of its parameter */
const checkPathId = (name: keyof typeof reasons, id: string): string => {
  // eslint-disable-next-line no-control-regex
  if (id.length > 256 || /[\u0000-\u001f\u007f]/.test(id))
    throw new DomainError('INVALID', `${name} must have at most 256 characters and no control characters`, {
      reason: reasons[name],
    });
  return id;
};

const pipeOf = (name: keyof typeof reasons): PipeTransform<string, string> => ({
  transform: (id) => checkPathId(name, id),
});

/** The parameter of that name, checked: `@PathId('traceId') traceId: string`. */
export const PathId = (name: keyof typeof reasons): ParameterDecorator => Param(name, pipeOf(name));
