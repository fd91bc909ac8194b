import type { OnModuleDestroy } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HealthServer } from './health-server';
import { JobRunner } from './job-runner';
import { OutboxRelay } from './outbox-relay';
import { Schedules } from './schedules';

/** The parts of the worker, in the order in which they start. The jobs that run are waited for when the queue closes. */
@Injectable()
export class Worker implements OnModuleDestroy {
  constructor(
    private readonly runner: JobRunner,
    private readonly relay: OutboxRelay,
    private readonly schedules: Schedules,
    private readonly health: HealthServer,
  ) {}

  async start(): Promise<void> {
    await this.runner.start();
    this.relay.start();
    this.schedules.start();
    await this.health.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.schedules.stop(), this.relay.stop(), this.health.stop()]);
  }
}
