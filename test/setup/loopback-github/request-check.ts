import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { OpenApi } from './github-description';

/** A request to GitHub's API, taken apart. */
export interface ApiRequest {
  readonly method: string;
  /** As in the description, e.g. `/repos/{owner}/{repo}/pulls`. */
  readonly template: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

type Check = (request: ApiRequest) => string[];

/** Holds requests against GitHub's own description of its API: path, query and body; names that it does not have are wrong, too. */
export class RequestCheck {
  private readonly ajv = addFormats(new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false }));
  private readonly bodies = addFormats(new Ajv({ strict: false, allErrors: true, logger: false }));
  private readonly checks = new Map<string, Check>();

  constructor(private readonly description: OpenApi) {
    for (const ajv of [this.ajv, this.bodies]) ajv.addSchema({ $id: 'github', ...description });
  }

  /** @returns what is wrong with the request */
  problemsOf(request: ApiRequest): string[] {
    const name = `${request.method} ${request.template}`;
    let check = this.checks.get(name);
    if (!check) this.checks.set(name, (check = this.makeCheck(request)));
    return check(request).map((problem) => `${name}: ${problem}`);
  }

  private makeCheck({ method, template }: ApiRequest): Check {
    const operation = this.description.paths[template]?.[method.toLowerCase()];
    if (!operation) return () => ['is not in the description'];
    const parameters = (operation.parameters ?? []).map((one) => this.resolve<Parameter>(one));
    const ofPath = this.compileParameters(parameters.filter((one) => one.in === 'path'));
    const ofQuery = this.compileParameters(parameters.filter((one) => one.in === 'query'));
    const schema = operation.requestBody?.content['application/json']?.schema;
    const ofBody = schema && this.bodies.compile(rooted(schema));
    const bodyNames = schema ? Object.keys(this.resolve<{ properties?: object }>(schema).properties ?? {}) : [];
    return ({ path, query, body }) => [
      ...errorsOf(ofPath, { ...path }),
      ...errorsOf(ofQuery, { ...query }),
      ...(ofBody ? errorsOf(ofBody, body ?? {}) : body === undefined ? [] : ['takes no body']),
      ...Object.keys(ofBody && body instanceof Object ? body : {})
        .filter((name) => !bodyNames.includes(name))
        .map((name) => `body has no ${name}`),
    ];
  }

  private compileParameters(parameters: readonly Parameter[]): ValidateFunction {
    return this.ajv.compile({
      type: 'object',
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, rooted(schema)])),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    });
  }

  private resolve<T>(value: object): T {
    const { $ref } = value as { readonly $ref?: string };
    if ($ref === undefined) return value as T;
    const [, , kind = '', name = ''] = $ref.split('/');
    return this.resolve<T>(this.description.components[kind]?.[name] as object);
  }
}

/** References of a part lead into the whole document. */
const rooted = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('"#/', '"github#/')) as T;

const errorsOf = (validate: ValidateFunction, value: unknown): string[] =>
  validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`.trim());
