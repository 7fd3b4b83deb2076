import { describe, expect, it } from 'vitest';
import { resumedSource } from '../resume';

describe('going on with a run', () => {
  it.each([
    ['%%track\nfit()', '%%track --resume abc\nfit()'],
    ['%%track my-run -p lr=0.1\nfit()', '%%track my-run -p lr=0.1 --resume abc\nfit()'],
    ['\n%%track --fork 123@4 -t a=b\nfit()', '\n%%track -t a=b --resume abc\nfit()'],
    ['%%track --resume=old\nfit()', '%%track --resume abc\nfit()']
  ])('changes the first line of a tracked cell: %j', (before, after) => {
    expect(resumedSource(before, 'abc')).toBe(after);
  });

  it.each(['', 'fit()', '%%time\nfit()', '%%tracked\nfit()', 'x = 1\n%%track\nfit()'])(
    'leaves other cells alone: %j',
    source => {
      expect(resumedSource(source, 'abc')).toBeNull();
    }
  );
});
