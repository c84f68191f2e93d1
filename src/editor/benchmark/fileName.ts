import { benchmarkSuffix } from './benchmarkFile.ts';

/** `2026-11-29-1042-chat-half.gpubench.json`, by the clock of this machine; the second of that name has a `-2`. */
export function fileNameOf(name: string, startedAt: number, attempt = 1): string {
  const time = new Date(startedAt);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const plain = name
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  const again = attempt === 1 ? '' : `-${attempt}`;
  return `${date}-${two(time.getHours())}${two(time.getMinutes())}-${plain || 'benchmark'}${again}${benchmarkSuffix}`;
}
