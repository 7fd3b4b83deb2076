// Generated from the server's HTTP API by `jlpm types`. Do not edit.

export interface paths {
    "/api/charts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Return curves, in as many buckets as are asked for */
        post: operations["chart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a project's experiments */
        get: operations["list_experiments"];
        put?: never;
        /** Make an experiment */
        post: operations["create_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one experiment */
        get: operations["get_experiment"];
        put?: never;
        post?: never;
        /** Hide an experiment with its runs; it can be restored */
        delete: operations["delete_experiment"];
        options?: never;
        head?: never;
        /** Change an experiment */
        patch: operations["update_experiment"];
        trace?: never;
    };
    "/api/experiments/{experiment_id}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a deleted experiment for good, artifacts included */
        post: operations["purge_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted experiment back */
        post: operations["restore_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what the server is and who asks */
        get: operations["info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply consecutive records of one journal, each exactly once */
        post: operations["apply_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journals/{journal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell how far a journal has been applied */
        get: operations["journal_cursor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the keys that runs have, the most used first */
        get: operations["keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notebook-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the newest run of each cell of a notebook */
        get: operations["notebook_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe this API as OpenAPI 3.1 */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List projects */
        get: operations["list_projects"];
        put?: never;
        /** Make a project */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one project */
        get: operations["get_project"];
        put?: never;
        post?: never;
        /** Hide a project; it can be restored */
        delete: operations["delete_project"];
        options?: never;
        head?: never;
        /** Change a project */
        patch: operations["update_project"];
        trace?: never;
    };
    "/api/projects/{name}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted project back */
        post: operations["restore_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one run */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a run */
        patch: operations["update_run"];
        trace?: never;
    };
    "/api/runs/{run_id}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a folder of a run's artifacts */
        get: operations["list_artifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/artifacts/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send an artifact (ranges and ETags work; ?download=1 saves it) */
        get: operations["get_artifact"];
        /** Receive an artifact */
        put: operations["put_artifact"];
        post?: never;
        /** Remove an artifact */
        delete: operations["delete_artifact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return what a run ran on: cells, commit, packages */
        get: operations["get_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return what a run read */
        get: operations["list_datasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the points of one series; as columns of bytes to whoever accepts MessagePack */
        get: operations["get_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{run_id}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the models a run made */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold runs against each other */
        post: operations["compare_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide runs; they can be restored */
        post: operations["delete_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/importance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell which params matter for a metric */
        post: operations["importance_of_params"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove deleted runs for good, artifacts included */
        post: operations["purge_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find runs by id, the beginning of one, or name; the newest first */
        get: operations["resolve_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring deleted runs back */
        post: operations["restore_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find runs */
        post: operations["search_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return values that a param or tag has */
        get: operations["values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a project's saved views */
        get: operations["list_views"];
        put?: never;
        /** Save a view */
        post: operations["save_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a saved view */
        put: operations["update_view"];
        post?: never;
        /** Remove a saved view */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Artifact
         * @description A file or folder below a run's artifact root. `path` is relative, with forward slashes.
         */
        Artifact: {
            is_dir: boolean;
            /** @default null */
            media_type?: string | null;
            path: string;
            /** @default null */
            size?: number | null;
        };
        /**
         * Batch
         * @description Consecutive records of one journal. Sent as MessagePack to ``POST api/ingest``.
         *
         *         `seqs` gives each record's sequence number in its journal, rising; several
         *         journal entries may have been merged into one record, which then carries the
         *         last one's number.
         */
        Batch: {
            journal: string;
            records: (components["schemas"]["StartRun"] | components["schemas"]["LogPoints"] | components["schemas"]["LogParams"] | components["schemas"]["SetTags"] | components["schemas"]["SetNote"] | components["schemas"]["LogDataset"] | components["schemas"]["SetCode"] | components["schemas"]["LogCells"] | components["schemas"]["Beat"] | components["schemas"]["EndRun"])[];
            seqs: number[];
        };
        /**
         * Beat
         * @description The process behind the run is alive.
         */
        Beat: {
            run_id: string;
            /** @enum {unknown} */
            t: "beat";
            time: number;
        };
        /**
         * Cell
         * @description One executed cell. `source` is only there where the code was asked for.
         */
        Cell: {
            /** @default null */
            cell_id?: string | null;
            digest: string;
            /** @default null */
            executed_at?: number | null;
            /** @default null */
            execution_count?: number | null;
            /** @default null */
            source?: string | null;
        };
        /**
         * CellDifference
         * @description One cell of a run against the baseline's. `kind` is same, changed, added or removed.
         */
        CellDifference: {
            /** @default null */
            after?: string | null;
            /** @default null */
            before?: string | null;
            /** @default null */
            cell_id?: string | null;
            kind: string;
        };
        /**
         * CellList
         * @description Cells that made runs.
         */
        CellList: {
            cells: components["schemas"]["CellRuns"][];
        };
        /**
         * CellOrigin
         * @description The notebook cell that made a run.
         */
        CellOrigin: {
            /** @default null */
            cell_id?: string | null;
            /** @default null */
            execution_count?: number | null;
            /** @default null */
            notebook?: string | null;
        };
        /**
         * CellRuns
         * @description A cell that made runs: how many, and the newest with its metrics and a sparkline of the first.
         */
        CellRuns: {
            cell_id: string;
            run: components["schemas"]["Run"];
            run_count: number;
        };
        /**
         * Change
         * @description One thing that happened.
         *
         *         Attributes
         *         ----------
         *         topic : str
         *             Whom it concerns.
         *         kind : str
         *             What happened, as ``noun.verb``: ``run.created``, ``run.updated``, ``run.points`` ….
         *         data : dict
         *             JSON-ready details.
         */
        Change: {
            data: Record<string, never>;
            kind: string;
            topic: string;
        };
        /**
         * ChartRequest
         * @description Ask for curves: every key of every run, in at most `buckets` buckets each.
         *
         *         `x` is ``step``, ``time``, ``relative`` (milliseconds since the run began) or
         *         the key of another metric. `x_min` and `x_max` bound it, both included.
         */
        ChartRequest: {
            /** @default 1000 */
            buckets?: number;
            keys: string[];
            run_ids: string[];
            /** @default step */
            x?: string;
            /** @default null */
            x_max?: number | null;
            /** @default null */
            x_min?: number | null;
        };
        /**
         * CodeDifference
         * @description A run's code against the baseline's: cells, and unified diffs as text.
         */
        CodeDifference: {
            cells: components["schemas"]["CellDifference"][];
            /** @default null */
            commit?: string | null;
            /** @default null */
            commit_diff?: string | null;
            run_id: string;
            same: boolean;
        };
        /**
         * CompareRequest
         * @description Compare up to 1,000 runs; the first, or `baseline`, is what the others are held against.
         */
        CompareRequest: {
            /** @default null */
            baseline?: string | null;
            /** @default false */
            code?: boolean;
            run_ids: string[];
        };
        /**
         * Comparison
         * @description What is equal and what differs between runs; values stand in the order of `runs`.
         */
        Comparison: {
            baseline: string;
            /** @default [] */
            code?: components["schemas"]["CodeDifference"][];
            datasets: components["schemas"]["Difference"][];
            environment: components["schemas"]["Difference"][];
            metrics: components["schemas"]["MetricDifference"][];
            packages: components["schemas"]["Difference"][];
            params: components["schemas"]["Difference"][];
            runs: components["schemas"]["Run"][];
            tags: components["schemas"]["Difference"][];
        };
        /**
         * Curve
         * @description One curve, as columns of equal length ordered by `x`.
         *
         *         `exact` says that every bucket is one point. NaN points are gaps: null.
         */
        Curve: {
            count: number[];
            exact: boolean;
            key: string;
            last: (number | ("-Infinity" | "Infinity" | "NaN") | null)[];
            max: (number | ("-Infinity" | "Infinity" | "NaN") | null)[];
            mean: (number | ("-Infinity" | "Infinity" | "NaN") | null)[];
            min: (number | ("-Infinity" | "Infinity" | "NaN") | null)[];
            run_id: string;
            x: number[];
        };
        /**
         * Curves
         * @description The answer to a `ChartRequest`, in the order run by run, key by key.
         */
        Curves: {
            curves: components["schemas"]["Curve"][];
        };
        /**
         * Dataset
         * @description A dataset that a run read. `schema` and `profile` are JSON texts, MLflow's form where it made them.
         */
        Dataset: {
            /** @default null */
            context?: string | null;
            digest: string;
            name: string;
            /** @default null */
            profile?: string | null;
            /** @default null */
            schema?: string | null;
            /** @default  */
            source?: string;
            /** @default code */
            source_type?: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
        };
        /**
         * DatasetList
         * @description What a run read.
         */
        DatasetList: {
            datasets: components["schemas"]["Dataset"][];
        };
        /**
         * Difference
         * @description One row of a comparison: a name, each run's value (null: absent), and whether they differ.
         */
        Difference: {
            differs: boolean;
            name: string;
            values: (string | null)[];
        };
        /**
         * EndRun
         * @description The run ends.
         */
        EndRun: {
            /** @default null */
            error?: string | null;
            run_id: string;
            status: components["schemas"]["RunStatus"];
            /** @enum {unknown} */
            t: "end";
            time: number;
        };
        /**
         * ErrorBody
         * @description The JSON of every error of the native API.
         */
        ErrorBody: {
            code: components["schemas"]["mlops_lab.wire.errors.Code"];
            /** @default null */
            field?: string | null;
            message: string;
            /** @default null */
            request_id?: string | null;
        };
        /**
         * Experiment
         * @description A named group of runs. Its name is unique within its project.
         */
        Experiment: {
            /** @default  */
            artifact_location?: string;
            created_at: number;
            /** @default null */
            deleted_at?: number | null;
            experiment_id: string;
            name: string;
            /** @default  */
            note?: string;
            project: string;
            /** @default 0 */
            run_count?: number;
            /** @default 0 */
            running_count?: number;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
            updated_at: number;
        };
        /**
         * ExperimentChange
         * @description What to change; a tag of null goes away.
         */
        ExperimentChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            note?: string | null;
            /** @default {} */
            tags?: {
                [key: string]: string | null;
            };
        };
        /**
         * ExperimentList
         * @description Experiments, the one changed last first.
         */
        ExperimentList: {
            experiments: components["schemas"]["Experiment"][];
        };
        /**
         * ExperimentQuery
         * @description Which experiments.
         */
        ExperimentQuery: {
            /** @default default */
            project?: string;
            /** @default active */
            view?: components["schemas"]["View"];
        };
        /**
         * ForkOrigin
         * @description Where a forked run left its original.
         */
        ForkOrigin: {
            run_id: string;
            step: number;
        };
        /**
         * HistoryPage
         * @description Points of one series as columns, ordered by step, then time, then value.
         */
        HistoryPage: {
            key: string;
            /** @default null */
            next_page_token?: string | null;
            run_id: string;
            steps: number[];
            times: number[];
            values: (number | ("-Infinity" | "Infinity" | "NaN"))[];
        };
        /**
         * HistoryQuery
         * @description Which points.
         */
        HistoryQuery: {
            key: string;
            /** @default 25000 */
            max_results?: number;
            /** @default null */
            page_token?: string | null;
        };
        /**
         * Importance
         * @description How much one param matters (permutation importance, shares of 1) and its rank correlation.
         */
        Importance: {
            /** @default null */
            correlation?: number | null;
            importance: number;
            param: string;
        };
        /**
         * ImportanceList
         * @description Params by how much they matter.
         */
        ImportanceList: {
            importances: components["schemas"]["Importance"][];
        };
        /**
         * ImportanceRequest
         * @description Ask which params matter for a metric over these runs.
         */
        ImportanceRequest: {
            metric: string;
            run_ids: string[];
            /** @default last */
            summary?: components["schemas"]["Summary"];
        };
        /**
         * Info
         * @description What the server is and who asks.
         */
        Info: {
            database: string;
            mlflow_uri: string;
            /** @default MLOps Lab */
            name?: string;
            project: string;
            user: components["schemas"]["Person"];
            /** @default 0.1.0 */
            version?: string;
        };
        /**
         * KeyNames
         * @description The keys that runs of some experiments have, most used first, for completion.
         */
        KeyNames: {
            /** @default [] */
            metrics?: string[];
            /** @default [] */
            params?: string[];
            /** @default [] */
            tags?: string[];
        };
        /**
         * KeyQuery
         * @description Whose keys; `like` is the beginning of one.
         */
        KeyQuery: {
            /** @default null */
            experiment_ids?: string[] | null;
            /** @default  */
            like?: string;
            /** @default default */
            project?: string;
        };
        /**
         * LogCells
         * @description Cells executed while the run was active, with their source.
         */
        LogCells: {
            cells: components["schemas"]["Cell"][];
            run_id: string;
            /** @enum {unknown} */
            t: "cells";
        };
        /**
         * LogDataset
         * @description A dataset the run read.
         */
        LogDataset: {
            dataset: components["schemas"]["Dataset"];
            run_id: string;
            /** @enum {unknown} */
            t: "dataset";
        };
        /**
         * LoggedModel
         * @description A model that a run logged, before (or without) registration.
         */
        LoggedModel: {
            /** @default  */
            artifact_uri?: string;
            created_at: number;
            experiment_id: string;
            model_id: string;
            /** @default  */
            model_type?: string;
            name: string;
            /** @default {} */
            params?: {
                [key: string]: string;
            };
            /** @default null */
            source_run_id?: string | null;
            status: string;
            /** @default  */
            status_message?: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
            updated_at: number;
        };
        /**
         * LogParams
         * @description Params, as text.
         */
        LogParams: {
            run_id: string;
            /** @enum {unknown} */
            t: "params";
            values: {
                [key: string]: string;
            };
        };
        /**
         * LogPoints
         * @description Points of one series as little-endian columns of equal length: int64 steps, int64 times, float64 values.
         */
        LogPoints: {
            key: string;
            run_id: string;
            steps: string;
            /** @enum {unknown} */
            t: "points";
            times: string;
            values: string;
        };
        /**
         * MetricDifference
         * @description One metric of a comparison, one summary a run (null: the run lacks it).
         */
        MetricDifference: {
            differs: boolean;
            name: string;
            values: (components["schemas"]["MetricSummary"] | null)[];
        };
        /**
         * MetricSummary
         * @description What a table shows of one series. `min`, `max` and `mean` leave NaN out.
         *
         *         `last` goes by step, then time, then value. `count` counts every point,
         *         `nan_count` the NaN ones. `min`, `max`, `mean` are null when every point is NaN.
         */
        MetricSummary: {
            /** @default 0 */
            count?: number;
            /** @default 0 */
            first_step?: number;
            key: string;
            last: number | ("-Infinity" | "Infinity" | "NaN");
            last_step: number;
            last_time: number;
            /** @default null */
            max?: number | ("-Infinity" | "Infinity" | "NaN") | null;
            /** @default 0 */
            max_step?: number;
            /** @default null */
            mean?: number | ("-Infinity" | "Infinity" | "NaN") | null;
            /** @default null */
            min?: number | ("-Infinity" | "Infinity" | "NaN") | null;
            /** @default 0 */
            nan_count?: number;
        };
        /**
         * Code
         * @description What a run ran on: enough to find the code again and to say what differs.
         */
        "mlops_lab.tracking.types.Code": {
            /** @default null */
            cell_id?: string | null;
            /** @default null */
            cell_source?: string | null;
            /** @default [] */
            cells?: components["schemas"]["Cell"][];
            /** @default null */
            entry_point?: string | null;
            /** @default null */
            git_branch?: string | null;
            /** @default null */
            git_commit?: string | null;
            /** @default null */
            git_diff?: string | null;
            /** @default null */
            git_remote?: string | null;
            /** @default null */
            host?: string | null;
            /** @default null */
            kernel_id?: string | null;
            /** @default null */
            notebook?: string | null;
            /** @default {} */
            packages?: {
                [key: string]: string;
            };
            /** @default null */
            pid?: number | null;
            /** @default null */
            platform?: string | null;
            /** @default null */
            python?: string | null;
        };
        /**
         * Code
         * @description What kind of mistake it was. The HTTP status follows from it.
         * @enum {unknown}
         */
        "mlops_lab.wire.errors.Code": "already_exists" | "conflict" | "forbidden" | "internal" | "invalid" | "method_not_allowed" | "not_found" | "too_large" | "unauthenticated" | "unavailable" | "unsupported";
        /**
         * ModelList
         * @description What a run made.
         */
        ModelList: {
            models: components["schemas"]["LoggedModel"][];
        };
        /**
         * NewExperiment
         * @description An experiment to make.
         */
        NewExperiment: {
            name: string;
            /** @default  */
            note?: string;
            /** @default default */
            project?: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
        };
        /**
         * NewProject
         * @description A project to make.
         */
        NewProject: {
            /** @default  */
            description?: string;
            name: string;
        };
        /**
         * NewView
         * @description A view to save.
         */
        NewView: {
            name: string;
            /** @default default */
            project?: string;
            query: Record<string, never>;
        };
        /**
         * NotebookQuery
         * @description Which notebook, by its path below the server's root.
         */
        NotebookQuery: {
            path: string;
        };
        /**
         * Person
         * @description Somebody, as Jupyter's identity provider names them.
         */
        Person: {
            /** @default  */
            display_name?: string;
            username: string;
        };
        /**
         * Project
         * @description The unit of membership. `default` exists from the start.
         */
        Project: {
            created_at: number;
            /** @default  */
            created_by?: string;
            /** @default null */
            deleted_at?: number | null;
            /** @default  */
            description?: string;
            name: string;
        };
        /**
         * ProjectChange
         * @description What to change.
         */
        ProjectChange: {
            description: string;
        };
        /**
         * ProjectList
         * @description Projects by name.
         */
        ProjectList: {
            projects: components["schemas"]["Project"][];
        };
        /**
         * ProjectQuery
         * @description Which projects.
         */
        ProjectQuery: {
            /** @default active */
            view?: components["schemas"]["View"];
        };
        /**
         * Receipt
         * @description The journal's cursor after a batch is durable.
         */
        Receipt: {
            applied_seq: number;
            journal: string;
            /** @default [] */
            rejected?: components["schemas"]["Rejected"][];
        };
        /**
         * Rejected
         * @description A record that could not be applied, and why; the others were.
         */
        Rejected: {
            error: components["schemas"]["ErrorBody"];
            run_id: string;
            seq: number;
        };
        /**
         * ResolveQuery
         * @description What somebody typed for a run.
         */
        ResolveQuery: {
            /** @default default */
            project?: string;
            run: string;
        };
        /**
         * Run
         * @description One run. In listings `params`, `tags` and `metrics` may be narrowed to the asked keys.
         */
        Run: {
            /** @default  */
            artifact_uri?: string;
            /** @default 0 */
            child_count?: number;
            /** @default null */
            deleted_at?: number | null;
            /** @default null */
            end_time?: number | null;
            /** @default null */
            error?: string | null;
            experiment_id: string;
            /** @default  */
            experiment_name?: string;
            /** @default null */
            forked_from?: components["schemas"]["ForkOrigin"] | null;
            /** @default null */
            heartbeat_at?: number | null;
            /** @default {} */
            metrics?: {
                [key: string]: components["schemas"]["MetricSummary"];
            };
            name: string;
            /** @default  */
            note?: string;
            origin?: components["schemas"]["CellOrigin"];
            /** @default {} */
            params?: {
                [key: string]: string;
            };
            /** @default null */
            parent_run_id?: string | null;
            person: components["schemas"]["Person"];
            project: string;
            run_id: string;
            /** @default {} */
            sparklines?: {
                [key: string]: (number | ("-Infinity" | "Infinity" | "NaN"))[];
            };
            start_time: number;
            status: components["schemas"]["RunStatus"];
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
        };
        /**
         * RunChange
         * @description What to change; a tag of null goes away, a param never changes.
         */
        RunChange: {
            /** @default null */
            end_time?: number | null;
            /** @default null */
            name?: string | null;
            /** @default null */
            note?: string | null;
            /** @default {} */
            params?: {
                [key: string]: string;
            };
            /** @default null */
            status?: components["schemas"]["RunStatus"] | null;
            /** @default {} */
            tags?: {
                [key: string]: string | null;
            };
        };
        /**
         * RunIds
         * @description Some runs.
         */
        RunIds: {
            run_ids: string[];
        };
        /**
         * RunPage
         * @description A page of runs; `total` only where `count` was asked for.
         */
        RunPage: {
            /** @default null */
            next_page_token?: string | null;
            runs: components["schemas"]["Run"][];
            /** @default null */
            total?: number | null;
        };
        /**
         * RunSearch
         * @description A question about runs.
         *
         *         `filter` is MLflow's grammar, widened (see `mlops_lab.tracking.search`).
         *         `order_by` entries look like ``metrics.auc DESC``, ``params.lr``, ``start_time``.
         *         `metric_keys` and the like narrow what each run carries (None: everything);
         *         `sparkline_keys` asks for up to 40 points of these series with each run.
         *         `offset` skips that many runs behind the beginning, or behind `page_token`'s place.
         */
        RunSearch: {
            /** @default false */
            count?: boolean;
            /** @default null */
            experiment_ids?: string[] | null;
            /** @default  */
            filter?: string;
            /** @default 100 */
            max_results?: number;
            /** @default null */
            metric_keys?: string[] | null;
            /** @default 0 */
            offset?: number;
            /** @default [] */
            order_by?: string[];
            /** @default null */
            page_token?: string | null;
            /** @default null */
            param_keys?: string[] | null;
            /** @default default */
            project?: string;
            /** @default [] */
            sparkline_keys?: string[];
            /** @default null */
            tag_keys?: string[] | null;
            /** @default active */
            view?: components["schemas"]["View"];
        };
        /**
         * RunStatus
         * @description Where a run stands. MLflow's states and `stale`, a running run nobody hears from.
         * @enum {unknown}
         */
        RunStatus: "failed" | "finished" | "killed" | "running" | "scheduled" | "stale";
        /**
         * SavedView
         * @description A named question about runs with how to show it; `query` is the front end's own JSON.
         */
        SavedView: {
            created_at: number;
            name: string;
            owner: string;
            project: string;
            query: Record<string, never>;
            updated_at: number;
            view_id: string;
        };
        /**
         * SetCode
         * @description What the run runs on, gathered after its start. Fields that are None change nothing.
         */
        SetCode: {
            code: components["schemas"]["mlops_lab.tracking.types.Code"];
            run_id: string;
            /** @enum {unknown} */
            t: "code";
        };
        /**
         * SetNote
         * @description The run's note (Markdown).
         */
        SetNote: {
            run_id: string;
            /** @enum {unknown} */
            t: "note";
            text: string;
        };
        /**
         * SetTags
         * @description Tags to set; None takes one away.
         */
        SetTags: {
            run_id: string;
            /** @enum {unknown} */
            t: "tags";
            values: {
                [key: string]: string | null;
            };
        };
        /**
         * StartRun
         * @description A run begins, goes on (`resume`) or leaves another one (`fork_of` at `fork_step`).
         */
        StartRun: {
            /** @default null */
            code?: components["schemas"]["mlops_lab.tracking.types.Code"] | null;
            /** @default null */
            experiment?: string | null;
            /** @default null */
            fork_of?: string | null;
            /** @default null */
            fork_step?: number | null;
            /** @default null */
            name?: string | null;
            /** @default null */
            note?: string | null;
            /** @default null */
            parent_run_id?: string | null;
            /** @default default */
            project?: string;
            /** @default false */
            resume?: boolean;
            run_id: string;
            /** @enum {unknown} */
            t: "start";
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
            time: number;
            /** @default null */
            username?: string | null;
        };
        /**
         * Summary
         * @description The one number a table shows for a metric series.
         * @enum {unknown}
         */
        Summary: "best" | "last" | "max" | "mean" | "min";
        /**
         * ValueList
         * @description Values that runs have.
         */
        ValueList: {
            values: string[];
        };
        /**
         * ValueQuery
         * @description Which values; `like` is the beginning of one.
         */
        ValueQuery: {
            /** @default null */
            experiment_ids?: string[] | null;
            key: string;
            /**
             * @default params
             * @enum {unknown}
             */
            kind?: "params" | "tags";
            /** @default  */
            like?: string;
            /** @default default */
            project?: string;
        };
        /**
         * View
         * @description Which of the soft-deleted things a listing shows.
         * @enum {unknown}
         */
        View: "active" | "all" | "deleted";
        /**
         * ViewChange
         * @description What to change.
         */
        ViewChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            query?: Record<string, never> | null;
        };
        /**
         * ViewList
         * @description Views by name.
         */
        ViewList: {
            views: components["schemas"]["SavedView"][];
        };
        /**
         * ViewQuery
         * @description Whose views.
         */
        ViewQuery: {
            /** @default default */
            project?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    chart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChartRequest"];
            };
        };
        responses: {
            /** @description Return curves, in as many buckets as are asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Curves"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_experiments: {
        parameters: {
            query?: {
                project?: string;
                view?: components["schemas"]["View"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List a project's experiments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExperiment"];
            };
        };
        responses: {
            /** @description Make an experiment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return one experiment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hide an experiment with its runs; it can be restored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentChange"];
            };
        };
        responses: {
            /** @description Change an experiment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    purge_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a deleted experiment for good, artifacts included */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bring a deleted experiment back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    info: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tell what the server is and who asks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    apply_batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.msgpack": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Apply consecutive records of one journal, each exactly once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.msgpack": components["schemas"]["Receipt"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    journal_cursor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tell how far a journal has been applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    keys: {
        parameters: {
            query?: {
                experiment_ids?: string[] | null;
                like?: string;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return the keys that runs have, the most used first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyNames"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    notebook_runs: {
        parameters: {
            query: {
                path: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return the newest run of each cell of a notebook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CellList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Describe this API as OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: {
                view?: components["schemas"]["View"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List projects */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Make a project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return one project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hide a project; it can be restored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description Change a project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bring a deleted project back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return one run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChange"];
            };
        };
        responses: {
            /** @description Change a run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_artifacts: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        artifacts: components["schemas"]["Artifact"][];
                    };
                };
            };
        };
    };
    get_artifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    put_artifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    delete_artifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return what a run ran on: cells, commit, packages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["mlops_lab.tracking.types.Code"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_datasets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return what a run read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_history: {
        parameters: {
            query: {
                key: string;
                max_results?: number;
                page_token?: string | null;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return the points of one series; as columns of bytes to whoever accepts MessagePack */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return the models a run made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    compare_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompareRequest"];
            };
        };
        responses: {
            /** @description Hold runs against each other */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunIds"];
            };
        };
        responses: {
            /** @description Hide runs; they can be restored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunIds"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importance_of_params: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportanceRequest"];
            };
        };
        responses: {
            /** @description Tell which params matter for a metric */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportanceList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    purge_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunIds"];
            };
        };
        responses: {
            /** @description Remove deleted runs for good, artifacts included */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunIds"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resolve_run: {
        parameters: {
            query: {
                project?: string;
                run: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find runs by id, the beginning of one, or name; the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunIds"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restore_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunIds"];
            };
        };
        responses: {
            /** @description Bring deleted runs back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunIds"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    search_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunSearch"];
            };
        };
        responses: {
            /** @description Find runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    values: {
        parameters: {
            query: {
                experiment_ids?: string[] | null;
                key: string;
                kind?: "params" | "tags";
                like?: string;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return values that a param or tag has */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValueList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_views: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List a project's saved views */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewList"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    save_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewView"];
            };
        };
        responses: {
            /** @description Save a view */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewChange"];
            };
        };
        responses: {
            /** @description Change a saved view */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a saved view */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
