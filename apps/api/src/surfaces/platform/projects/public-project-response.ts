import type { Project } from '@debrief/tenancy';

/** A project as Langfuse SDKs parse it (platform.md D); its organisation is our workspace. */
export const toPublicProject = (
  { id, name, retentionDays }: Project,
  organization: { readonly id: string; readonly name: string },
) => ({ id, name, organization, metadata: {}, retentionDays });

export const projectExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  name: 'Default',
  organization: { id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e70', name: 'Acme' },
  metadata: {},
  retentionDays: 30,
};
