import { describe, expect, it } from 'vitest';
import { LINK_KEY, modelLink, reviewLink, targetOf } from '../links';
import { PageCommands } from '../tokens';

/** Return what a link opens, read as a browser reads it. */
function opened(link: string) {
  return targetOf(new URL(link, 'http://lab').searchParams.get(LINK_KEY) ?? '');
}

describe('a link to a model', () => {
  it('opens it at its version, whatever its name', () => {
    const args = { project: 'team a', name: 'churn/2026 %2F é:1', version: 12 };
    expect(opened(modelLink(args.project, args.name, args.version))).toEqual({
      command: PageCommands.openModel,
      args
    });
  });

  it('opens the newest version where none is named', () => {
    expect(opened(modelLink('default', 'churn', null))?.args).toEqual({
      project: 'default',
      name: 'churn',
      version: undefined
    });
  });
});

it('a link to a review opens it', () => {
  expect(opened(reviewLink('default', '01a20b16de4b'))).toEqual({
    command: PageCommands.openReview,
    args: { project: 'default', transition_id: '01a20b16de4b' }
  });
});

it('what we did not make opens nothing', () => {
  for (const link of [
    'model:churn',
    'model://1',
    'review:default/../x',
    'model:%E0%A4%A/b/1',
    ''
  ]) {
    expect(targetOf(link)).toBeNull();
  }
});
