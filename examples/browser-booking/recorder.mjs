import { randomUUID } from 'node:crypto';

/** Records one run: create the trace, append its events in order, upload what is binary. Three routes and one header. */
export class Recorder {
  #events = [];
  #seq = 0;

  constructor(url, apiKey, trace) {
    this.url = url;
    this.apiKey = apiKey;
    this.id = trace.id;
  }

  static async start(url, apiKey, { id = `booking-${randomUUID()}`, ...about }) {
    const recorder = new Recorder(url, apiKey, { id });
    await recorder.#post('/api/traces', JSON.stringify({ id, ...about }), {
      'Content-Type': 'application/json',
    });
    recorder.record('state_change', { name: 'session_started', after: about });
    return recorder;
  }

  /** Keeps an event for the next batch. `seq` is what orders the run; the idempotency key makes a resend harmless. */
  record(type, payload) {
    const seq = this.#seq++;
    this.#events.push({
      type,
      session_id: this.id,
      timestamp: new Date().toISOString(),
      seq,
      idempotency_key: `${this.id}:${seq}`,
      payload,
    });
  }

  think(usage) {
    this.record('llm_call', { model: 'example-model', ...usage });
  }

  act(action) {
    this.record('browser_action', action);
  }

  see(snapshot) {
    this.record('dom_snapshot', snapshot);
  }

  async picture(bytes) {
    const { artifact_id, storage_path, size_bytes } = await this.upload('form.png', 'image/png', bytes);
    this.record('screenshot', { artifact_id, storage_path, size_bytes, source_type: 'bytes' });
  }

  async upload(filename, contentType, bytes) {
    const { artifact } = await this.#post(`/api/traces/${this.id}/artifacts`, bytes, {
      'Content-Type': contentType,
      'X-Promptetheus-Filename': filename,
      'X-Promptetheus-Artifact-Type': 'screenshot',
    });
    return artifact;
  }

  /** Sends what was recorded. An accepted event is durable; a rejected one comes back with its reason. */
  async finish() {
    const body = JSON.stringify({ events: this.#events });
    const { accepted, rejected } = await this.#post(`/api/traces/${this.id}/events`, body, {
      'Content-Type': 'application/json',
    });
    if (rejected.length > 0) throw new Error(`${accepted} events accepted, not accepted: ${JSON.stringify(rejected)}`);
  }

  async #post(path, body, headers) {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.apiKey}`, ...headers },
      body,
    });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
