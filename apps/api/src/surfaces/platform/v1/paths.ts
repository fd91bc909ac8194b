/**
 * The paths of a `/v1` resource: clients that were given `https://host/api` as their base find it under `/api/v1` (platform.md A).
 * `@Controller(v1('prompts'))`
 */
export const v1 = (resource: string): string[] => [`v1/${resource}`, `api/v1/${resource}`];
