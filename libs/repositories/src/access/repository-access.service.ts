import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type {
  ChangeProposal,
  CheckReport,
  Checkout,
  CheckoutRequest,
  ProposedChange,
  Refusal,
  ReportedCheck,
} from './repository-access.types';

const notConnected: Refusal = { reason: 'not_connected' };

/** What features do with a project's code. A refusal of GitHub is an answer; only our own failures throw. */
@Injectable()
export class RepositoryAccessService {
  /** @throws NOT_FOUND for a project that is not the scope's */
  async openCheckout(_scope: Scope, _projectId: string, _request: CheckoutRequest = {}): Promise<Checkout | Refusal> {
    return notConnected;
  }

  /** @throws NOT_FOUND for a project that is not the scope's */
  async proposeChange(_scope: Scope, _proposal: ChangeProposal): Promise<ProposedChange | Refusal> {
    return notConnected;
  }

  /** @throws NOT_FOUND for a project that is not the scope's */
  async reportCheck(_scope: Scope, _report: CheckReport): Promise<ReportedCheck | Refusal> {
    return notConnected;
  }
}
