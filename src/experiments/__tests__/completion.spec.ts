import { describe, expect, it } from 'vitest';
import {
  errorColumn,
  fieldName,
  placeAt,
  quoted,
  suggestions,
  valueSuggestions
} from '../completion';

const KEYS = { metrics: ['auc', 'val/loss'], params: ['model', 'auto'], tags: ['team'] };

function labels(text: string): string[] {
  return suggestions(placeAt(text, text.length), KEYS).map(one => one.label);
}

describe('what comes at the caret', () => {
  it('is a field at the beginning and after and, or, not and a parenthesis', () => {
    expect(labels('')).toContain('metrics.auc');
    expect(labels('metrics.auc > 0.9 and ')).toContain('params.model');
    expect(labels('not ')).toContain('status');
    expect(labels('(')).toContain('tags.team');
  });

  it('goes by what was typed, what begins so first', () => {
    expect(labels('au')).toEqual(['metrics.auc', 'params.auto']);
    expect(labels('metrics.`val')).toEqual(['metrics.val/loss']);
  });

  it('is an operator after a field, of the field’s kind', () => {
    expect(labels('metrics.auc ')).toEqual(['=', '!=', '>', '>=', '<', '<=']);
    expect(labels('tags.team ')).toContain('ILIKE');
    expect(labels('tags.team ')).not.toContain('<');
  });

  it('is a value after an operator and within a list', () => {
    expect(placeAt("params.model = 'g", 17)).toEqual({
      from: 15,
      to: 17,
      typed: "'g",
      expects: 'value',
      field: 'params.model'
    });
    expect(placeAt("params.model in ('a', ", 22).expects).toBe('value');
    expect(labels('status = ru')).toEqual(['running']);
  });

  it('is and, or after a whole comparison', () => {
    expect(labels("params.model = 'gbm' ")).toEqual(['and', 'or']);
    expect(labels('tags.team is not null ')).toEqual(['and', 'or']);
    expect(labels("run_id in ('a', 'b') ")).toEqual(['and', 'or']);
  });

  it('has eyes only for what is left of the caret', () => {
    expect(placeAt('metrics.a > 1', 9)).toMatchObject({ expects: 'field', typed: 'metrics.a' });
  });
});

describe('what is inserted', () => {
  it('quotes names and values that need it', () => {
    expect(fieldName('metrics', 'val/loss')).toBe('metrics.`val/loss`');
    expect(fieldName('params', 'lr')).toBe('params.lr');
    expect(quoted("it's")).toBe('"it\'s"');
    expect(valueSuggestions(['gbm'])[0].insert).toBe("'gbm' ");
  });
});

it('an error names its column', () => {
  expect(errorColumn('At column 14: expected a value.')).toBe(14);
  expect(errorColumn('No such project.')).toBeNull();
});
