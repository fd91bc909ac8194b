import { Texts } from '../../http/fields';

/** Body of DELETE …/traces. */
export class DeleteTracesBody {
  @Texts({ required: true, max: 256, maxItems: 100, description: 'Ids that are unknown are left out' })
  trace_ids!: string[];
}

/** Body of DELETE …/sessions. */
export class DeleteSessionsBody {
  @Texts({ required: true, max: 256, maxItems: 100, description: 'Ids that are unknown are left out' })
  session_ids!: string[];
}
