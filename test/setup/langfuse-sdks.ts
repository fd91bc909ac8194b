import { provideNodePackages, versionOfPackage } from './node-packages';
import { providePython } from './python-venv';

/** One SDK of Langfuse at one version, or why it cannot be tried. */
export type LangfuseSdk = { readonly title: string; readonly major: number } & (
  | { readonly language: 'js'; readonly home: string }
  | { readonly language: 'python'; readonly python: string }
  | { readonly language: 'js' | 'python'; readonly skipped: string }
);

/** OpenTelemetry beside it, which the SDKs since the fourth take from the program that uses them. */
const openTelemetry = [
  '@opentelemetry/api@1.9.0',
  '@opentelemetry/sdk-trace-node@2.1.0',
  '@opentelemetry/exporter-trace-otlp-http@0.205.0',
];

const nodeSdk = (major: number, main: string, packages: readonly string[]): LangfuseSdk => {
  const provided = provideNodePackages(`langfuse-js-${major}`, packages);
  const what = { language: 'js', major } as const;
  if ('skipped' in provided) return { ...what, title: `JS ${major} (skipped: ${provided.skipped})`, ...provided };
  return { ...what, title: `${main} ${versionOfPackage(provided.home, main)}`, home: provided.home };
};

const pythonSdk = (major: number, version: string, minPython: number): LangfuseSdk => {
  const provided = providePython({
    name: `langfuse-python-${major}`,
    install: `langfuse==${version}`,
    check: 'import importlib.metadata as m, langfuse; print(m.version("langfuse"))',
    minPython,
  });
  const what = { language: 'python', major } as const;
  if ('skipped' in provided) return { ...what, title: `Python ${major} (skipped: ${provided.skipped})`, ...provided };
  return { ...what, title: `Python langfuse ${provided.version}`, python: provided.python };
};

/** Every version takes its time to be installed and tried: without `ALL_CLIENTS` the first and the last of each language stand for the rest. */
const triesAll = process.env.ALL_CLIENTS !== undefined;

/** The versions that the contract names, one of each major; those of today are the last of each list. */
export const langfuseSdks = (): readonly LangfuseSdk[] => [
  nodeSdk(3, 'langfuse', ['langfuse@3.39.2']),
  ...(triesAll
    ? [
        nodeSdk(4, '@langfuse/client', [
          '@langfuse/client@4.6.1',
          '@langfuse/tracing@4.6.1',
          '@langfuse/otel@4.6.1',
          ...openTelemetry,
        ]),
      ]
    : []),
  nodeSdk(5, '@langfuse/client', [
    '@langfuse/client@5.11.1',
    '@langfuse/tracing@5.11.1',
    '@langfuse/otel@5.11.1',
    ...openTelemetry,
  ]),
  pythonSdk(2, '2.60.10', 10),
  ...(triesAll ? [pythonSdk(3, '3.15.0', 10), pythonSdk(4, '4.18.0', 10)] : []),
  pythonSdk(5, '5.0.4', 11),
];

/** What starts a script with an SDK: one for Node takes `SDK_HOME` and requires from there. */
export const commandOf = (
  sdk: Exclude<LangfuseSdk, { skipped: string }>,
  scripts: { readonly js: string; readonly python: string },
): { readonly command: string; readonly args: string[]; readonly env: NodeJS.ProcessEnv } =>
  sdk.language === 'js'
    ? { command: process.execPath, args: [scripts.js], env: { SDK_HOME: sdk.home } }
    : { command: sdk.python, args: [scripts.python], env: { PYTHONUNBUFFERED: '1' } };

/** The settings that the SDKs read by themselves; the newer ones read the host by another name. */
export const langfuseEnv = (
  url: string,
  { publicKey, apiKey }: { readonly publicKey: string; readonly apiKey: string },
): NodeJS.ProcessEnv => ({
  LANGFUSE_HOST: url,
  LANGFUSE_BASEURL: url,
  LANGFUSE_BASE_URL: url,
  LANGFUSE_PUBLIC_KEY: publicKey,
  LANGFUSE_SECRET_KEY: apiKey,
});
