import { Module } from '@nestjs/common';
import { RepositoryAccessService } from './access/repository-access.service';

@Module({ providers: [RepositoryAccessService], exports: [RepositoryAccessService] })
export class RepositoriesModule {}
