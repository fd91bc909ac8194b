import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { notFound } from '@debrief/kernel';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { stringify } from 'yaml';
import { findDocument } from '../openapi/document-file';
import { Operation } from '../operation';
import { Public } from '../requires';

const assets = dirname(require.resolve('swagger-ui-dist/package.json'));
/** The files of the page; nothing else of the package is served. */
const servedAssets = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Debrief API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;
const startScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false });\n`;

const html = { 200: { description: 'A page', mediaType: 'text/html', example: '<!doctype html>' } };

/** The API document and a page that renders it, without any outside request. The document is read once: it is generated, not computed. */
@Controller()
export class DocsController {
  private json?: string;
  private yaml?: string;

  @Get(['openapi.json', 'api/openapi.json'])
  @Public()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Operation({
    summary: 'Read the API document as JSON',
    tag: 'Operations',
    answers: { 200: { description: 'OpenAPI', example: { openapi: '3.0.0' } } },
  })
  readJson(): string {
    return (this.json ??= readFileSync(findDocument(), 'utf8'));
  }

  @Get('openapi.yaml')
  @Public()
  @Header('Content-Type', 'application/yaml; charset=utf-8')
  @Operation({
    summary: 'Read the API document as YAML',
    tag: 'Operations',
    answers: { 200: { description: 'OpenAPI', mediaType: 'application/yaml', example: 'openapi: 3.0.0' } },
  })
  readYaml(): string {
    return (this.yaml ??= stringify(JSON.parse(this.readJson())));
  }

  @Get('docs')
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Operation({ summary: 'Read the API document as a page', tag: 'Operations', answers: html })
  readPage(): string {
    return page;
  }

  @Get('docs/:asset')
  @Public()
  @Operation({
    summary: 'Read a file of the documentation page',
    tag: 'Operations',
    answers: { 200: { description: 'A file', mediaType: 'text/css', example: '' } },
    refuses: ['NOT_FOUND'],
  })
  readAsset(@Param('asset') asset: string, @Res() response: Response): void {
    if (asset === 'start.js') return void response.type('js').send(startScript);
    if (!servedAssets.has(asset)) throw notFound('file', asset);
    response.sendFile(join(assets, asset), { maxAge: '1h' });
  }
}
