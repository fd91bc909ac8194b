import { writeFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { LocalObjectStore } from '@debrief/infra';
import express from 'express';

export const serveLocalObjects = async (folder: string) => {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = new LocalObjectStore({ folder, publicUrl, signingKey: Buffer.alloc(32, 1) });
  app.use('/objects', async (request, response) => {
    const token = String(request.query.token ?? '');
    const path = request.path.slice(1);
    try {
      if (request.method === 'PUT') {
        await store.acceptUpload(path, token, { bytes: await buffer(request), contentType: request.headers['content-type'] ?? '' });
        response.status(200).json({});
      } else {
        const { file, contentType } = await store.openDownload(path, token);
        response.type(contentType).sendFile(file, { dotfiles: 'allow' });
      }
    } catch {
      response.status(403).json({});
    }
  });
  return {
    store,
    breakDown: async () => {
      await rm(folder, { recursive: true, force: true });
      await writeFile(folder, 'a file where the folder was');
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
