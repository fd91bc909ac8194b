import type { Log } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import type { CredentialsService } from '@debrief/tenancy';
import type { StreamSink } from './stream.types';

interface Reader {
  readonly scope: Scope;
  readonly sinks: Set<StreamSink>;
}

/** Ends the streams of users who are no members any more: asks once per user and workspace, however many streams they have. */
export class AccessChecks {
  private readonly readers = new Map<string, Reader>();
  private readonly timer: NodeJS.Timeout;
  private isChecking = false;

  constructor(
    private readonly credentials: Pick<CredentialsService, 'membershipsOf'>,
    everyMs: number,
    private readonly log: Log,
  ) {
    this.timer = setInterval(() => void this.check(), everyMs).unref();
  }

  add(scope: Scope, sink: StreamSink): void {
    const key = `${scope.workspaceId}/${scope.actor.type}/${scope.actor.id}`;
    let reader = this.readers.get(key);
    if (!reader) this.readers.set(key, (reader = { scope, sinks: new Set() }));
    reader.sinks.add(sink);
    sink.onClose(() => {
      reader.sinks.delete(sink);
      if (reader.sinks.size === 0) this.readers.delete(key);
    });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      for (const { scope, sinks } of [...this.readers.values()]) {
        if (!(await this.isMember(scope))) for (const sink of [...sinks]) sink.end();
      }
    } catch (error) {
      // Without the database nothing is sent either; the next check decides.
      this.log.warn({ err: error }, 'the access of open streams cannot be checked now');
    } finally {
      this.isChecking = false;
    }
  }

  private async isMember({ actor, workspaceId, requestId }: Scope): Promise<boolean> {
    if (actor.type !== 'user') return true;
    const memberships = await this.credentials.membershipsOf({ userId: actor.id, email: actor.email }, requestId);
    return memberships.some((membership) => membership.workspaceId === workspaceId);
  }
}
