import { type ApiAnswer } from '../../factories/api-server';
import { type RegressionSuite, useRegression } from '../regression/regression-suite';

export interface ProvenanceSuite extends RegressionSuite {
  /** A request with the project's key. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** The body of a request that must succeed. */
  done<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
}

export const sha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

/** Api and worker on a database of the suite's own; each test has a workspace of its own. Call it inside `describe`. */
export const useProvenance = (options?: Parameters<typeof useRegression>[0]): ProvenanceSuite => {
  const suite = useRegression(options) as ProvenanceSuite;
  beforeAll(() => {
    const send: ProvenanceSuite['send'] = (method, path, body, headers) =>
      suite.api.call(suite.own.secretKey, method, path, body, headers);
    Object.assign(suite, {
      send,
      done: async (method: string, path: string, body?: unknown) => {
        const answer = await send(method, path, body);
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
      },
    });
  });
  return suite;
};
