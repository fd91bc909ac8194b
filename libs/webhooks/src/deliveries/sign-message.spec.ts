import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '../endpoints/endpoint-secrets';
import { signMessage } from './sign-message';

describe('signMessage', () => {
  it('makes what the specification shows', () => {
    // The example of the reference libraries' tests.
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const sentAt = new Date(1_614_265_330_000);
    expect(signMessage([secret], { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', sentAt })).toEqual(
      {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    );
  });

  it('is believed by a receiver that knows any of the secrets, and by no other', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const body = '{"text":"ü\\ud800"}';
    const headers = signMessage(secrets, { id: 'msg_1', body, sentAt: new Date() });
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow('No matching signature');
  });
});
