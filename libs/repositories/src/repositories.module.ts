import { type Config, CONFIG } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { RepositoryAccessService } from './access/repository-access.service';
import { ConnectedReposService } from './connected-repos/connected-repos.service';
import { GithubEventsService } from './events/github-events.service';
import { InstallStates } from './installations/install-states';
import { InstallationsService } from './installations/installations.service';

const services = [ConnectedReposService, GithubEventsService, InstallationsService, RepositoryAccessService];

const states = {
  provide: InstallStates,
  useFactory: (config: Config) => new InstallStates(config.secret, config.edition === 'hosted'),
  inject: [CONFIG],
};

@Module({ providers: [...services, states], exports: services })
export class RepositoriesModule {}
