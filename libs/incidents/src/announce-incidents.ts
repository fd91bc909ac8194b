import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { insertLedger } from '@debrief/ingestion';
import type { IncidentRow } from './incidents.types';

type Announced = Pick<IncidentRow, 'id' | 'projectId' | 'representativeTraceId'>;

/**
 * Puts changed incidents on the stream. Late in a transaction: it locks the workspace's position. The caller's service announces
 * the workspace on the bus after the commit. The ledger goes by runs: an incident without one is not shown.
 * @param traceId the run that changed them; absent: each by its representative
 */
export const announceIncidents = (tx: WorkspaceTx, incidents: readonly Announced[], traceId?: string): Promise<void> =>
  insertLedger(
    clientOf(tx),
    incidents.flatMap(({ id, projectId, representativeTraceId }) => {
      const about = traceId ?? representativeTraceId;
      return about === null ? [] : [{ kind: 'incident', projectId, traceId: about, recordId: id, seqs: null }];
    }),
  );
