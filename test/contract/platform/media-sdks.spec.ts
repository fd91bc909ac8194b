import { createHash, randomBytes } from 'node:crypto';
import { tinyPng } from '../../factories/png';
import { forEachSdk, useSdks } from './sdk-suite';

describe('an image in a generation of Langfuse SDKs, unchanged but for host and keys', () => {
  const suite = useSdks('media');

  forEachSdk((sdk) => {
    it(`${sdk.title} uploads it by itself, names it in the input, and gets it back`, async () => {
      const bytes = Buffer.concat([tinyPng, randomBytes(3_000)]);
      const mediaId = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
      const uri = `data:image/png;base64,${bytes.toString('base64')}`;
      const inputOf = (url: string) => [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
      const program = suite.start(sdk, { env: { IMAGE_URI: uri } });
      const { traceId } = await program.next<{ readonly traceId: string }>();
      const named = `@@@langfuseMedia:type=image/png|id=${mediaId}|source=base64_data_uri@@@`;
      expect(await suite.read(`/v1/traces/${traceId}?includeObservations=true`)).toMatchObject({
        observations: [{ name: 'look', input: inputOf(named), output: 'a dot' }],
      });
      expect(await suite.read(`/api/public/media/${mediaId}`)).toMatchObject({
        mediaId,
        contentType: 'image/png',
        contentLength: bytes.length,
      });
      program.goOn();
      expect(await program.next()).toEqual({ step: 'resolved', input: inputOf(uri) });
      expect(await program.end()).toBe(0);
      expect(program.complaints).toBe('');
    }, 120_000);
  });
});
