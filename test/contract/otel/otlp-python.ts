import { type ProvidedPython, providePython } from '../../setup/python-venv';

export type OtlpProtocol = 'http' | 'grpc';

/** A Python with OpenTelemetry's SDK and its exporter over one of the protocols. */
export const provideOtlpExporter = (protocol: OtlpProtocol): ProvidedPython => {
  const distribution = `opentelemetry-exporter-otlp-proto-${protocol}`;
  const module = `opentelemetry.exporter.otlp.proto.${protocol}.trace_exporter`;
  return providePython({
    name: protocol === 'http' ? 'otlp-exporter' : 'otlp-exporter-grpc',
    install: `${distribution}>=1.30,<2`,
    check: `import importlib.metadata as m, ${module}; print(m.version("${distribution}"))`,
    minPython: 10,
  });
};
