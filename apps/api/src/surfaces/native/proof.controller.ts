import type { Scope } from '@debrief/kernel';
import { ProofKey, RegressionService } from '@debrief/regression';
import { Controller, Get, Param } from '@nestjs/common';
import { Operation } from '../../http/operation';
import { InScope, Public, Requires } from '../../http/requires';

const tag = 'Regression';

@Controller()
export class ProofController {
  constructor(
    private readonly regression: RegressionService,
    private readonly key: ProofKey,
  ) {}

  @Get('api/regression-runs/:id/proof')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get the signed proof of a completed regression run',
    description:
      'A DSSE envelope over an in-toto statement: the runs and cassettes by their hashes, the facts of each case, the verdict. `npm run verify:proof` checks it offline.',
    answers: {
      200: {
        description: 'The envelope',
        example: {
          payload: 'eyJfdHlwZSI6…',
          payloadType: 'application/vnd.in-toto+json',
          signatures: [{ keyid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', sig: '…' }],
        },
      },
    },
    refuses: ['NOT_FOUND'],
  })
  async proof(@InScope() scope: Scope, @Param('id') id: string): Promise<object> {
    return JSON.parse(await this.regression.proof(scope, id)) as object;
  }

  @Get('.well-known/debrief-proof.json')
  @Public()
  @Operation({
    tag,
    summary: 'Get the public key of proofs',
    answers: {
      200: {
        description: 'A JWK set',
        example: {
          keys: [
            {
              kty: 'OKP',
              crv: 'Ed25519',
              x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
              kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
              alg: 'EdDSA',
              use: 'sig',
            },
          ],
        },
      },
    },
  })
  keys(): object {
    return { keys: [this.key.publicJwk] };
  }
}
