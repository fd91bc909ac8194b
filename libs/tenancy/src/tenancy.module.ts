import { type Config, CONFIG } from '@debrief/infra';
import { Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys/api-keys.service';
import { AuditService } from './audit/audit.service';
import { CredentialsService } from './credentials/credentials.service';
import { KeyPepper } from './credentials/key-pepper';
import { KeyUsage } from './credentials/key-usage';
import { TenancyExpiryService } from './expiry/tenancy-expiry.service';
import { MembersService } from './members/members.service';
import { ModelAccountsService } from './model-providers/model-accounts.service';
import { OnboardingService } from './onboarding/onboarding.service';
import { ProjectsService } from './projects/projects.service';
import { WorkspaceService } from './workspaces/workspace.service';

const services = [
  ApiKeysService,
  AuditService,
  CredentialsService,
  MembersService,
  ModelAccountsService,
  OnboardingService,
  ProjectsService,
  TenancyExpiryService,
  WorkspaceService,
];

const pepper = { provide: KeyPepper, useFactory: (config: Config) => new KeyPepper(config.secret), inject: [CONFIG] };

@Module({ providers: [...services, KeyUsage, pepper], exports: services })
export class TenancyModule {}
