import type { InstallReturn } from '@debrief/repositories';
import { Text, Whole } from '../../http/fields';

/** Query of GET /api/github/callback: what GitHub sends a person back with. */
export class GithubCallbackQuery {
  @Text({ required: true, max: 1024, description: 'Of the `install_url`' }) state: string;
  @Text({ max: 256, description: 'By which GitHub says who the person is' }) code?: string;
  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'Absent while an administrator has yet to approve' })
  installation_id?: number;
  @Text({ max: 32 }) setup_action?: string;
}

export const toInstallReturn = (query: GithubCallbackQuery, browser: string | undefined): InstallReturn => ({
  browser,
  state: query.state,
  code: query.code,
  installationId: query.installation_id,
});
