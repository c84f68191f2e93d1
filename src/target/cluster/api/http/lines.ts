const newline = 0x0a;

/** Beyond it a line is cut, so that no stream without line breaks fills the memory. */
const maxLineBytes = 16 << 20;

/** Cuts a stream of bytes into lines without their line breaks, wherever the pieces of the stream end. The last line needs no line break. */
export async function* readLines(stream: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      yield decodeLine([...held, chunk.subarray(start, end)]);
      held = [];
      heldBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      held.push(chunk.subarray(start));
      heldBytes += chunk.length - start;
    }
    if (heldBytes > maxLineBytes) {
      yield decodeLine(held);
      held = [];
      heldBytes = 0;
    }
  }
  if (heldBytes > 0) {
    yield decodeLine(held);
  }
}

/** A character that pieces of the stream have cut is whole again in the line. */
function decodeLine(parts: readonly Buffer[]): string {
  const line = (parts.length === 1 ? (parts[0] ?? Buffer.of()) : Buffer.concat(parts)).toString('utf8');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
