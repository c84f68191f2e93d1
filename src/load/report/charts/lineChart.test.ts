import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineChart, type LineChart } from './lineChart.ts';
import { logScale, scaleFromZero } from './scale.ts';

const chart: LineChart = {
  id: 'a',
  title: 'Tokens/s',
  description: 'What a slice gives.',
  x: { label: 'fraction', scale: logScale(1 / 8, 1, 2), format: (value) => `1/${1 / value}` },
  y: { label: 'tokens/s', scale: scaleFromZero(100), format: String },
  series: [
    {
      name: 'alone',
      points: [
        { x: 1 / 8, y: 20 },
        { x: 1 / 4, y: null },
        { x: 1 / 2, y: 60 },
        { x: 1, y: 100, label: '1, alone: 100' },
      ],
    },
    { name: 'loaded', points: [{ x: 1 / 2, y: 40 }] },
  ],
  hasPoints: true,
};
const count = (svg: string, what: RegExp): number => svg.match(what)?.length ?? 0;

test('a value that is not known is a gap in the line, and no point', () => {
  const { source } = lineChart(chart);
  assert.match(source, /<polyline class="line series-0" points="66\.67,40 100,0"\/>/);
  assert.equal(count(source, /<polyline/g), 1, 'a point alone is no line');
  assert.equal(count(source, /class="point /g), 4);
  assert.match(source, /<title>1, alone: 100<\/title>/);
});

test('series differ in class and shape, in the plot and in the legend', () => {
  const { source } = lineChart(chart);
  assert.match(source, /<g class="point series-1"><rect/);
  assert.match(source, /<g class="point series-0"><circle/);
  assert.match(source, /<li><svg class="key series-1"[^>]*>.*<rect.*<\/svg>loaded<\/li>/);
  assert.doesNotMatch(lineChart({ ...chart, series: chart.series.slice(0, 1) }).source, /legend/);
});

test('it has a title and says in words what it shows', () => {
  const { source } = lineChart(chart);
  assert.match(source, /<svg role="img" aria-labelledby="a-title a-description"/);
  assert.match(source, /<title id="a-title">Tokens\/s<\/title><desc id="a-description">What a slice gives\.<\/desc>/);
});

test('words of reference lines that lie close stand on both sides, and at the end that is far from their point', () => {
  const references = [
    { y: 77, x: 1 / 2, label: 'higher' },
    { y: 74, label: 'lower' },
    { y: 20, x: 1 / 8, label: 'left' },
  ];
  const { source } = lineChart({ ...chart, references });
  assert.match(source, /<text class="note" x="6" y="23%" dy="-5">higher</);
  assert.match(source, /<text class="note" x="6" y="26%" dy="14">lower</);
  assert.match(source, /<text class="note" x="100%" dx="-6" text-anchor="end" y="80%" dy="-5">left</);
  assert.equal(count(source, /reference-point/g), 2);
});
