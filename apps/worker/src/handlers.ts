import type { JobHandlers } from '@debrief/infra';
import type { SettlingService } from '@debrief/ingestion';
import type { RetentionService } from '@debrief/retention';
import type { TenancyExpiryService } from '@debrief/tenancy';

/** Injection token of the handlers. */
export const JOB_HANDLERS = Symbol('job handlers');

/** What each job of the catalogue does: one verb of one feature. */
export const createHandlers = (
  settling: SettlingService,
  retention: RetentionService,
  tenancy: TenancyExpiryService,
): JobHandlers => ({
  'ingestion.settle-traces': async (scope) => void (await settling.settle(scope)),
  'retention.expire-traces': (scope, payload) => retention.expireTraces(scope, payload),
  'tenancy.expire-keys': async (scope) => void (await tenancy.recordExpiredKeys(scope)),
});
