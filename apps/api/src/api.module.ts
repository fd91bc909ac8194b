import { type Config, InfraModule, type Log } from '@debrief/infra';
import { type DynamicModule, Module } from '@nestjs/common';
import { CREDENTIALS, type CredentialSource } from './http/auth/credential-source';
import { HttpModule } from './http/http.module';

// Until tenancy lands nobody is known, so every route that asks for a credential stays closed.
const nobody: CredentialSource = {
  findApiKey: async () => undefined,
  findApiKeyPair: async () => undefined,
  membershipsOf: async () => [],
  workspaceExists: async () => false,
};

/** The api: the shell, and one module a surface. */
@Module({})
export class ApiModule {
  static forRoot(config: Config, log?: Log): DynamicModule {
    return {
      module: ApiModule,
      imports: [InfraModule.forRoot(config, log), HttpModule.forRoot({ imports: [], credentials: { provide: CREDENTIALS, useValue: nobody } })],
    };
  }
}
