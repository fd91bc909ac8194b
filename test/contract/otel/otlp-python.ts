import { type ProvidedPython, providePython } from '../../setup/python-venv';

/** A Python with OpenTelemetry's SDK and its exporter over HTTP. */
export const provideOtlpExporter = (): ProvidedPython =>
  providePython({
    name: 'otlp-exporter',
    install: 'opentelemetry-exporter-otlp-proto-http>=1.30,<2',
    check:
      'import importlib.metadata as m, opentelemetry.exporter.otlp.proto.http.trace_exporter; print(m.version("opentelemetry-exporter-otlp-proto-http"))',
    minPython: 10,
  });
