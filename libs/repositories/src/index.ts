/** Repositories: the code behind a project. Owns GitHub installations and connected repos; checks out, proposes and reports, decides nothing. */
export { RepositoriesModule } from './repositories.module';
