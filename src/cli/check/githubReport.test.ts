import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { githubReport } from './githubReport.ts';
import { runOf } from './testRun.ts';

test('an annotation has its place counted from 1, its rule as title, and a hint is a notice', () => {
  assert.equal(
    githubReport(runOf({}, { severity: 'warning' }, { severity: 'hint' })),
    ['error', 'warning', 'notice']
      .map((command) => `::${command} file=a.yaml,line=6,endLine=6,col=19,endColumn=24,title=fraction-value::why. Cure.\n`)
      .join(''),
  );
  assert.equal(githubReport(runOf()), '');
});

test('what would end a property or the command is escaped, the percent sign first', () => {
  assert.equal(
    githubReport(runOf({ file: 'a,b:c%.yaml', message: '100 %: two\r\nlines, so %0A' })),
    '::error file=a%2Cb%3Ac%25.yaml,line=6,endLine=6,col=19,endColumn=24,title=fraction-value::100 %25: two%0D%0Alines, so %250A\n',
  );
});

test('a file below the working directory is named from there, another one as it was', () => {
  const fileOf = (file: string) => /file=([^,]*)/.exec(githubReport(runOf({ file })))?.[1];
  assert.equal(fileOf(resolve('deploy/a.yaml')), 'deploy/a.yaml');
  assert.equal(fileOf('./deploy/../a.yaml'), 'a.yaml');
  assert.equal(fileOf('../a.yaml'), '../a.yaml');
  assert.equal(fileOf('/elsewhere/a.yaml'), '/elsewhere/a.yaml');
});
