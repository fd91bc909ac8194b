/** Where the bytes of a media object are read (otel.md B6). What stands in their place in messages and attributes. */
export const fileUrl = (projectId: string, sha256: string): string => `/api/v1/project/${projectId}/files/${sha256}`;

const form = /^\/api\/v1\/project\/[0-9a-f-]{36}\/files\/[0-9a-f]{64}$/;

export const isFileUrl = (text: string): boolean => form.test(text);
