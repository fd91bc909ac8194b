/** Telemetry: the HTTP requests that services report, and which of them belong to runs. Owns them; not what they prove. */
export type { FailedRequest } from './queries/failures.queries';
export { hasFailed, type Direction, type HttpRequest, statusGroupOf } from './http-request.types';
export { TelemetryModule } from './telemetry.module';
export { TelemetryService } from './telemetry.service';
