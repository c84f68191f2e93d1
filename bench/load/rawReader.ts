import { connect } from 'node:net';
import { parseArgs } from 'node:util';

// What reading streams costs at least on Node: sockets with one buffer for all, in which the ends of events are found and counted.
// Nothing is parsed, timed or kept. A process of its own; prints how many tokens it was streamed.

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    users: { type: 'string', default: '1' },
    requests: { type: 'string', default: '1' },
    tokens: { type: 'string', default: '1' },
  },
});
const { hostname, port, host } = new URL(values.url);
const tokens = Number(values.tokens);
/** One for each token, the reason to finish, the usage, and `[DONE]`. */
const eventsOfAnswer = tokens + 3;
const body = JSON.stringify({ model: 'made-up', messages: [{ role: 'user', content: 'a' }], max_tokens: tokens, stream: true });
const request = `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const buffer = Buffer.allocUnsafeSlow(65_536 + 1);
const window = buffer.subarray(0, 65_536);
let left = Number(values.requests);
let streamed = 0;

for (let user = 0; user < Number(values.users); user++) readStreams();

function readStreams(): void {
  let events = 0;
  let endedWithFeed = false;
  const callback = (length: number): boolean => {
    // the search ends with what was read
    buffer[length] = 10;
    for (let at = buffer.indexOf(10); at < length; at = buffer.indexOf(10, at + 1)) {
      if (at === 0 ? endedWithFeed : buffer[at - 1] === 10) events++;
    }
    endedWithFeed = buffer[length - 1] === 10;
    if (events === eventsOfAnswer) ask();
    return true;
  };
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread: { buffer: window, callback } });
  const ask = (): void => {
    if (events === eventsOfAnswer) streamed += tokens;
    events = 0;
    if (left-- > 0) socket.write(request);
    else socket.end();
  };
  ask();
}

process.on('exit', () => console.log(JSON.stringify({ tokens: streamed })));
