/** The server's types, as answers hold them: fields with a default are always there. */
import type { components } from './schema';

type Schemas = components['schemas'];

type Complete<T> = T extends (infer Item)[]
  ? Complete<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Complete<T[Key]> }
    : T;

/** A float in JSON: a number, or the name of one that JSON cannot write. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export type Info = Complete<Schemas['Info']>;
export type Person = Complete<Schemas['Person']>;
export type Project = Complete<Schemas['Project']>;
export type Experiment = Complete<Schemas['Experiment']>;
export type Run = Complete<Schemas['Run']>;
export type RunStatus = Schemas['RunStatus'];
export type MetricSummary = Complete<Schemas['MetricSummary']>;
export type RunPage = Complete<Schemas['RunPage']>;
export type KeyNames = Complete<Schemas['KeyNames']>;
export type HistoryPage = Complete<Schemas['HistoryPage']>;
export type Curve = Complete<Schemas['Curve']>;
export type Curves = Complete<Schemas['Curves']>;
export type Code = Complete<Schemas['mlops_lab.tracking.types.Code']>;
export type Cell = Complete<Schemas['Cell']>;
export type Dataset = Complete<Schemas['Dataset']>;
export type Artifact = Complete<Schemas['Artifact']>;
export type LoggedModel = Complete<Schemas['LoggedModel']>;
export type Comparison = Complete<Schemas['Comparison']>;
export type Importance = Complete<Schemas['Importance']>;
export type CellRuns = Complete<Schemas['CellRuns']>;

/** A saved question about runs; `query` is the front end's own. */
export type SavedView = Omit<Complete<Schemas['SavedView']>, 'query'> & {
  query: Record<string, unknown>;
};

export type Transition = Complete<Schemas['Transition']>;
export type GateResult = Complete<Schemas['GateResult']>;
export type Verdict = Complete<Schemas['Verdict']>;
export type Approval = Complete<Schemas['Approval']>;
export type Plan = Complete<Schemas['Plan']>;
export type TargetState = Complete<Schemas['TargetState']>;
export type InboxItem = Complete<Schemas['InboxItem']>;
export type RegisteredModel = Complete<Schemas['RegisteredModel']>;
export type ModelVersion = Complete<Schemas['ModelVersion']>;
export type ModelPage = Complete<Schemas['ModelPage']>;
export type VersionPage = Complete<Schemas['VersionPage']>;
export type VersionDetail = Complete<Schemas['VersionDetail']>;
export type Review = Complete<Schemas['Review']>;
export type LineageGraph = Complete<Schemas['LineageGraph']>;
export type Card = Complete<Schemas['Card']>;
export type PolicyVersion = Complete<Schemas['PolicyVersion']>;
export type RoleList = Complete<Schemas['RoleList']>;
export type Explanation = Complete<Schemas['Explanation']>;
export type ModelState = Schemas['State'];

export type RunSearch = Schemas['RunSearch'];
export type RunChange = Schemas['RunChange'];
export type ChartRequest = Schemas['ChartRequest'];
export type CompareRequest = Schemas['CompareRequest'];
export type ImportanceRequest = Schemas['ImportanceRequest'];

/** Return the number that `value` stands for. */
export function fromWire(value: WireNumber): number {
  return typeof value === 'number' ? value : Number(value);
}
