// Generated from the server's HTTP API by `jlpm types`. Do not edit.

export interface paths {
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find entries of the audit log */
        get: operations["find_audit_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep elsewhere where the audit log ends, if it is intact */
        post: operations["take_checkpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List checkpoints of the audit log */
        get: operations["list_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/checkpoints/{anchor_id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return an authority's time-stamp of a checkpoint, as ``openssl ts`` reads it */
        get: operations["get_time_stamp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the whole audit log, and hold it to its checkpoints */
        post: operations["verify_audit_log"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
        /** Remove a deleted experiment for good, artifacts included but for what versions of models need */
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
    "/api/frozen-datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a project's frozen datasets */
        get: operations["list_frozen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/frozen-datasets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe what was frozen last under a name, or what has a digest */
        get: operations["get_frozen_dataset"];
        /** Freeze a Parquet file under a name (?project=, ?target= the column to predict) */
        put: operations["freeze_dataset"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List legal holds */
        get: operations["list_holds"];
        put?: never;
        /** Hold something, so that nobody can purge it */
        post: operations["place_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{hold_id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a legal hold */
        post: operations["lift_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what waits for whoever asks */
        get: operations["get_inbox"];
        put?: never;
        post?: never;
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
    "/api/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all models, in use, retired or deleted */
        get: operations["get_inventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List slow work */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return one piece of slow work */
        get: operations["get_job"];
        put?: never;
        post?: never;
        /** Have a piece of slow work end; a promotion whose gates it ran is taken back */
        delete: operations["cancel_job"];
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
    "/api/loading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find a model's files with the digests they must have */
        get: operations["loading"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find registered models */
        get: operations["list_models"];
        put?: never;
        /** Make a registered model */
        post: operations["create_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a registered model */
        get: operations["get_model"];
        put?: never;
        post?: never;
        /** Remove a registered model; its versions leave tombstones */
        delete: operations["delete_model"];
        options?: never;
        head?: never;
        /** Change a registered model */
        patch: operations["update_model"];
        trace?: never;
    };
    "/api/models/{name}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return the version that an alias points at */
        get: operations["get_alias"];
        /** Point an alias at a version; the alias of a target moves by a promotion alone */
        put: operations["set_alias"];
        post?: never;
        /** Take an alias away */
        delete: operations["delete_alias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return what people have written of a model */
        get: operations["get_card"];
        /** Write a new revision of a model's card */
        put: operations["write_card"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/card/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the revisions of a card */
        get: operations["list_card_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was asked and applied for a model's targets */
        get: operations["model_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draw where versions come from and what became of them */
        get: operations["get_lineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where each target of a model stands */
        get: operations["list_targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/tombstones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a model's deleted versions */
        get: operations["list_tombstones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find a model's versions */
        get: operations["list_versions"];
        put?: never;
        /** Make the next version of a model, which is made where there is none */
        post: operations["register_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a version with its seal and where it stands */
        get: operations["get_version"];
        put?: never;
        post?: never;
        /** Remove a version; a tombstone stays */
        delete: operations["delete_version"];
        options?: never;
        head?: never;
        /** Change a version's description and tags */
        patch: operations["update_version"];
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export a version's card as Markdown, HTML, JSON or PDF */
        get: operations["export_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/openlineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell a version's making and transitions as OpenLineage events */
        get: operations["get_openlineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a version out of service until it is released */
        post: operations["quarantine_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a quarantined version be a candidate again */
        post: operations["release_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hold a version against the one that is live */
        get: operations["review_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a version out of service for good */
        post: operations["revoke_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{name}/versions/{version}/technical-file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export a version's technical file */
        get: operations["export_technical_file"];
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
    "/api/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a project's policy */
        get: operations["get_policy"];
        /** Write a new version of a project's policy */
        put: operations["write_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what is wrong with a policy, without writing it */
        post: operations["check_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a project's policy */
        get: operations["list_policy_versions"];
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
    "/api/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List promotions */
        get: operations["list_promotions"];
        put?: never;
        /** Ask for a version to become live; it becomes so at once where nothing is missing */
        post: operations["promote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return a promotion with its evidence, decisions and comments, as it stands at this moment */
        get: operations["get_promotion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what was looked at; it becomes live by itself once enough people have */
        post: operations["approve_promotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a request back */
        post: operations["cancel_promotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a comment */
        post: operations["comment_on_promotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject it, with the reason */
        post: operations["reject_promotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/{transition_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a rollback, done at once, was looked at */
        post: operations["review_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/promotions/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what promoting a version would do */
        get: operations["plan_promotion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the roles that were granted in a project */
        get: operations["list_roles"];
        /** Grant a role, or take it away */
        put: operations["grant_role"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say why somebody may do something in a project, or not */
        get: operations["explain_role"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rollbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a version live again that was live before */
        post: operations["roll_back"];
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
        get: operations["models_of_run"];
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
        /** Remove deleted runs for good, artifacts included but for what versions of models need */
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
    "/api/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find versions of all models of a project, such as those that came from some runs */
        get: operations["search_versions"];
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
         * Anchor
         * @description A checkpoint that was taken.
         *
         *         Attributes
         *         ----------
         *         place : str
         *             The file, the git repository, or the address of the time-stamping authority.
         */
        Anchor: {
            anchor_id: string;
            created_at: number;
            /** @default  */
            created_by?: string;
            hash: string;
            kind: components["schemas"]["AnchorKind"];
            place: string;
            seq: number;
        };
        /**
         * AnchorKind
         * @description Where a checkpoint is kept.
         * @enum {unknown}
         */
        AnchorKind: "file" | "git" | "rfc3161";
        /**
         * AnchorList
         * @description Checkpoints, the newest first.
         */
        AnchorList: {
            checkpoints: components["schemas"]["Anchor"][];
        };
        /**
         * Approval
         * @description One person's decision on exactly what they saw. `stale` says that it has changed since.
         */
        Approval: {
            approval_id: string;
            /** @default  */
            comment?: string;
            decided_at: number;
            decision: string;
            /** @default  */
            display_name?: string;
            /** @default null */
            expires_at?: number | null;
            /** @default false */
            stale?: boolean;
            subject_digest: string;
            username: string;
            /** @default  */
            void_reason?: string;
        };
        /**
         * ApprovalRule
         * @description How many people other than author and requester approve, and of which role.
         */
        ApprovalRule: {
            /** @default 0 */
            count?: number;
            /** @default approver */
            role?: components["schemas"]["Role"];
            /** @default 168 */
            valid_hours?: number;
        };
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
         * AuditPage
         * @description Entries, the newest first, and where to go on.
         */
        AuditPage: {
            entries: components["schemas"]["Entry"][];
            /** @default null */
            next_page_token?: string | null;
        };
        /**
         * AuditQuery
         * @description Which entries; what is not given is not asked for.
         *
         *         Attributes
         *         ----------
         *         object : str
         *             With what belongs to it: ``churn`` finds ``churn/3`` and ``churn@production``, too.
         *         action : str
         *             Such as ``version.created``, or ``version`` for all that is done to versions.
         *         since, until : int
         *             UTC milliseconds; `until` is not included.
         */
        AuditQuery: {
            /** @default  */
            action?: string;
            /** @default  */
            actor?: string;
            /** @default  */
            kind?: string;
            /** @default 100 */
            max_results?: number;
            /** @default  */
            object?: string;
            /** @default null */
            page_token?: string | null;
            /** @default  */
            project?: string;
            /** @default null */
            since?: number | null;
            /** @default null */
            until?: number | null;
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
            records: (components["schemas"]["StartRun"] | components["schemas"]["LogPoints"] | components["schemas"]["LogParams"] | components["schemas"]["SetTags"] | components["schemas"]["SetNote"] | components["schemas"]["LogDataset"] | components["schemas"]["SetCode"] | components["schemas"]["LogCells"] | components["schemas"]["LogModel"] | components["schemas"]["Beat"] | components["schemas"]["EndRun"])[];
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
         * Binding
         * @description A role that was granted; `project` is ``*`` for all of them.
         */
        Binding: {
            granted_at: number;
            /** @default  */
            granted_by?: string;
            project: string;
            role: components["schemas"]["Role"];
            subject: string;
        };
        /**
         * Card
         * @description What people have written of a model. `missing` are the keys of required parts that are empty.
         */
        Card: {
            /** @default  */
            comment?: string;
            /** @default null */
            created_at?: number | null;
            /** @default  */
            created_by?: string;
            /** @default  */
            digest?: string;
            /** @default [] */
            fields?: components["schemas"]["CardField"][];
            /** @default [] */
            missing?: string[];
            name: string;
            /** @default {} */
            parts?: {
                [key: string]: string;
            };
            /** @default 0 */
            revision?: number;
        };
        /**
         * CardChange
         * @description All written parts of a card; `base_revision` is what the writer saw, where another one must not be lost.
         */
        CardChange: {
            /** @default null */
            base_revision?: number | null;
            /** @default  */
            comment?: string;
            parts: {
                [key: string]: string;
            };
        };
        /**
         * CardField
         * @description A part that people write (Markdown); the hint says what belongs there.
         */
        CardField: {
            hint: string;
            key: string;
            label: string;
            /** @default false */
            required?: boolean;
        };
        /**
         * CardList
         * @description Revisions of a card, the newest first.
         */
        CardList: {
            revisions: components["schemas"]["Card"][];
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
         * CheckedPolicy
         * @description What is wrong with a policy, in the order of its lines.
         */
        CheckedPolicy: {
            problems: components["schemas"]["mlops_lab.governance.policy_text.Problem"][];
        };
        /**
         * CodeChange
         * @description The code: commits, and the cell that made each as a unified diff.
         */
        CodeChange: {
            /** @default 0 */
            cells_added?: number;
            /** @default 0 */
            cells_removed?: number;
            /** @default null */
            commit?: string | null;
            /** @default  */
            diff?: string;
            /** @default null */
            live_commit?: string | null;
            /** @default null */
            notebook?: string | null;
            same: boolean;
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
         * Comment
         * @description A remark in a review.
         */
        Comment: {
            comment_id: string;
            created_at: number;
            /** @default  */
            display_name?: string;
            text: string;
            username: string;
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
         * Decision
         * @description An approval of exactly what `subject_digest` stands for.
         */
        Decision: {
            /** @default  */
            comment?: string;
            subject_digest: string;
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
         * Entry
         * @description One entry.
         *
         *         Attributes
         *         ----------
         *         seq : int
         *             Its place, from 1, without gaps.
         *         action : str
         *             What was done, as ``noun.verb``: ``version.created``, ``transition.applied`` ….
         *         kind, object : str
         *             What it was done to, such as ``version`` and ``churn/3``.
         *         before, after : str, optional
         *             Digests of the object's governed state.
         *         previous, hash : str
         *             Of the entry before, and of this one: SHA-256 over `sealed_form`.
         */
        Entry: {
            action: string;
            actor: string;
            /** @default  */
            actor_name?: string;
            /** @default null */
            after?: string | null;
            /** @default null */
            before?: string | null;
            /** @default {} */
            details?: string;
            /** @default  */
            hash?: string;
            kind: string;
            object: string;
            /** @default  */
            previous?: string;
            /** @default  */
            project?: string;
            /** @default  */
            reason?: string;
            /** @default  */
            request_id?: string;
            seq: number;
            time: number;
            /** @default  */
            via?: string;
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
         * EventList
         * @description OpenLineage run events, oldest first.
         */
        EventList: {
            events: Record<string, never>[];
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
         * ExplainQuery
         * @description Who (the reader where nobody is named), and what they want to do.
         */
        ExplainQuery: {
            action: string;
            /** @default [] */
            groups?: string[];
            /** @default default */
            project?: string;
            /** @default  */
            user?: string;
        };
        /**
         * Explanation
         * @description Why somebody may do something in a project, or not.
         */
        Explanation: {
            about: string;
            action: string;
            allowed: boolean;
            /** @default [] */
            groups?: string[];
            needs: components["schemas"]["Role"];
            project: string;
            reasons: string[];
            /** @default null */
            role?: components["schemas"]["Role"] | null;
            user: string;
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
         * FormatRule
         * @description What model files may be.
         */
        FormatRule: {
            allowed?: string[];
            /** @default false */
            pickle?: boolean;
            /** @default [] */
            trusted_types?: string[];
        };
        /**
         * FormQuery
         * @description In which form.
         */
        FormQuery: {
            /** @default markdown */
            format?: string;
            /** @default default */
            project?: string;
        };
        /**
         * Freeze
         * @description A time in which nothing moves: ISO dates or times in UTC, the end included for a date.
         */
        Freeze: {
            begin: string;
            end: string;
            /** @default  */
            reason?: string;
        };
        /**
         * FrozenDataset
         * @description A frozen dataset.
         *
         *         Attributes
         *         ----------
         *         digest : str
         *             SHA-256 of the Parquet file.
         *         path : str
         *             Where it lies in the artifact store.
         *         target : str, optional
         *             The column to predict.
         *         schema : dict
         *             ``columns`` (name and type each), and ``table_digest`` where who froze it said how runs
         *             call the same table.
         */
        FrozenDataset: {
            created_at: number;
            /** @default  */
            created_by?: string;
            digest: string;
            name: string;
            path: string;
            project: string;
            rows: number;
            /** @default {} */
            schema?: Record<string, never>;
            /** @default null */
            target?: string | null;
        };
        /**
         * FrozenList
         * @description Frozen datasets, newest first.
         */
        FrozenList: {
            datasets: components["schemas"]["FrozenDataset"][];
        };
        /**
         * FrozenQuery
         * @description Whose frozen datasets.
         */
        FrozenQuery: {
            /** @default default */
            project?: string;
        };
        /**
         * GateResult
         * @description One run of one gate.
         */
        GateResult: {
            /** @default null */
            ended_at?: number | null;
            /** @default null */
            evidence?: components["schemas"]["Verdict"] | null;
            /** @default null */
            evidence_digest?: string | null;
            gate: string;
            kind: string;
            /** @default  */
            log?: string;
            /** @default {} */
            params?: Record<string, never>;
            result_id: string;
            /** @default null */
            started_at?: number | null;
            state: components["schemas"]["GateState"];
            /** @default  */
            summary?: string;
        };
        /**
         * GateRule
         * @description One gate: a built-in one or ``package.module:function``, with its parameters.
         */
        GateRule: {
            gate: string;
            /** @default 4096 */
            memory_limit_mb?: number;
            /** @default  */
            name?: string;
            /** @default {} */
            params?: Record<string, never>;
            /** @default 600 */
            time_limit?: number;
        };
        /**
         * GateState
         * @description How far a gate's run is. `ERROR` (a crash, a time-out, NaN) blocks as `FAILED` does.
         * @enum {unknown}
         */
        GateState: "error" | "failed" | "passed" | "queued" | "running" | "stale";
        /**
         * Grant
         * @description A role for ``user:NAME``, ``group:NAME`` or ``*``; null takes it away.
         */
        Grant: {
            role: components["schemas"]["Role"] | null;
            subject: string;
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
         * Hold
         * @description One hold, lifted where it says when.
         */
        Hold: {
            hold_id: string;
            kind: components["schemas"]["HoldKind"];
            /** @default null */
            lifted_at?: number | null;
            /** @default null */
            lifted_by?: string | null;
            object: string;
            placed_at: number;
            placed_by: string;
            project: string;
            reason: string;
        };
        /**
         * HoldKind
         * @description What can be held, and how it is named.
         * @enum {unknown}
         */
        HoldKind: "experiment" | "model" | "project" | "run" | "version";
        /**
         * HoldList
         * @description Holds, the newest first.
         */
        HoldList: {
            holds: components["schemas"]["Hold"][];
        };
        /**
         * HoldQuery
         * @description Which holds: of all projects where none is named; `lifted`, also those that have ended.
         */
        HoldQuery: {
            /** @default false */
            lifted?: boolean;
            /** @default  */
            project?: string;
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
         * Inbox
         * @description What waits for whoever asks, the newest first.
         */
        Inbox: {
            items: components["schemas"]["InboxItem"][];
        };
        /**
         * InboxItem
         * @description Something that waits for a person: ``approve``, ``review`` (of a rollback already done) or ``own``.
         */
        InboxItem: {
            transition: components["schemas"]["Transition"];
            why: string;
        };
        /**
         * InboxQuery
         * @description Of one project, or of all.
         */
        InboxQuery: {
            /** @default null */
            project?: string | null;
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
            /** @default null */
            role?: components["schemas"]["Role"] | null;
            /** @default false */
            shared?: boolean;
            user: components["schemas"]["Person"];
            /** @default 0.1.0 */
            version?: string;
            /** @default  */
            via?: string;
        };
        /**
         * Inventory
         * @description Models by name.
         */
        Inventory: {
            items: components["schemas"]["InventoryItem"][];
        };
        /**
         * InventoryItem
         * @description One model. `status` is ``in use``, ``registered`` or ``deleted``.
         */
        InventoryItem: {
            /** @default false */
            card_complete?: boolean;
            /** @default 0 */
            card_revision?: number;
            /** @default null */
            created_at?: number | null;
            /** @default 0 */
            deleted_versions?: number;
            /** @default {} */
            live?: {
                [key: string]: number;
            };
            name: string;
            /** @default  */
            owner?: string;
            project: string;
            /** @default  */
            purpose?: string;
            /** @default  */
            risk_tier?: string;
            status: string;
            /** @default null */
            updated_at?: number | null;
            /** @default 0 */
            versions?: number;
        };
        /**
         * InventoryQuery
         * @description In which form.
         */
        InventoryQuery: {
            /** @default json */
            format?: string;
            /** @default default */
            project?: string;
        };
        /**
         * Job
         * @description One piece of slow work.
         *
         *         Attributes
         *         ----------
         *         subject : str
         *             What it is about; a kind has one open job a subject.
         *         progress : float
         *             0 to 1.
         */
        Job: {
            /** @default 0 */
            attempts?: number;
            /** @default false */
            cancel_asked?: boolean;
            created_at: number;
            /** @default  */
            created_by?: string;
            /** @default null */
            ended_at?: number | null;
            /** @default null */
            error?: string | null;
            job_id: string;
            kind: string;
            /** @default  */
            message?: string;
            /** @default {} */
            payload?: Record<string, never>;
            /** @default 0 */
            progress?: number;
            /** @default  */
            project?: string;
            /** @default null */
            result?: Record<string, never> | null;
            /** @default null */
            started_at?: number | null;
            state: components["schemas"]["JobState"];
            /** @default  */
            subject?: string;
        };
        /**
         * JobList
         * @description Slow work of a project, the newest first.
         */
        JobList: {
            jobs: components["schemas"]["Job"][];
        };
        /**
         * JobState
         * @description How far a job is.
         * @enum {unknown}
         */
        JobState: "cancelled" | "done" | "failed" | "queued" | "running";
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
         * Lifting
         * @description Why a hold ends.
         */
        Lifting: {
            reason: string;
        };
        /**
         * LineageEdge
         * @description `source` led to `target`.
         */
        LineageEdge: {
            /** @default  */
            label?: string;
            source: string;
            target: string;
        };
        /**
         * LineageGraph
         * @description Things and what led to what, without cycles.
         */
        LineageGraph: {
            /** @default [] */
            edges?: components["schemas"]["LineageEdge"][];
            /** @default [] */
            nodes?: components["schemas"]["LineageNode"][];
        };
        /**
         * LineageNode
         * @description One thing. `link` is what a click opens, such as ``run:ID``, ``version:NAME/3``, ``transition:ID``.
         */
        LineageNode: {
            /** @default  */
            detail?: string;
            id: string;
            kind: string;
            label: string;
            /** @default  */
            link?: string;
        };
        /**
         * LineageQuery
         * @description Of one version, or of them all.
         */
        LineageQuery: {
            /** @default default */
            project?: string;
            /** @default null */
            version?: number | null;
        };
        /**
         * Loading
         * @description A model found by its address.
         *
         *         Attributes
         *         ----------
         *         root : str
         *             Where in the artifact store its files lie.
         *         files : list, optional
         *             Their digests: of the seal, else as they were logged. None where nobody counted them.
         *         pickle, trusted_types : bool, list of str
         *             What the project's policy allows.
         */
        Loading: {
            files: components["schemas"]["SealedFile"][] | null;
            /** @default null */
            model_id?: string | null;
            /** @default null */
            name?: string | null;
            /** @default false */
            pickle?: boolean;
            root: string;
            /** @default null */
            run_id?: string | null;
            /** @default null */
            seal_digest?: string | null;
            /** @default [] */
            trusted_types?: string[];
            uri: string;
            /** @default null */
            version?: number | null;
        };
        /**
         * LoadingQuery
         * @description The address of a model.
         */
        LoadingQuery: {
            /** @default default */
            project?: string;
            uri: string;
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
         * LogModel
         * @description A model the run made; its files go below `path` of the run's artifacts. `files` is their SHA-256 by path.
         */
        LogModel: {
            /** @default {} */
            files?: {
                [key: string]: string;
            };
            model_id: string;
            /** @default  */
            model_type?: string;
            name: string;
            /** @default {} */
            params?: {
                [key: string]: string;
            };
            path: string;
            run_id: string;
            /** @enum {unknown} */
            t: "model";
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
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
         * MetricChange
         * @description One metric here and in the live version; NaN and the infinities are words.
         */
        MetricChange: {
            /** @default null */
            delta?: number | null;
            key: string;
            /** @default null */
            live?: number | string | null;
            /** @default null */
            this?: number | string | null;
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
         * Problem
         * @description One thing wrong: the entry (the first of several that are gone), what was done, and how that is known.
         */
        "mlops_lab.governance.chain.Problem": {
            message: string;
            seq: number;
            what: components["schemas"]["Tampering"];
        };
        /**
         * Problem
         * @description One thing wrong with a policy.
         *
         *         Attributes
         *         ----------
         *         field : str
         *             Where, such as ``targets.production.approvals.count``.
         *         line : int
         *             From 1; 0 where it is nowhere in particular.
         */
        "mlops_lab.governance.policy_text.Problem": {
            /** @default  */
            field?: string;
            /** @default 0 */
            line?: number;
            message: string;
        };
        /**
         * Change
         * @description One name with what it is here and in the live version; null where one lacks it.
         */
        "mlops_lab.registry.review.Change": {
            /** @default false */
            differs?: boolean;
            key: string;
            /** @default null */
            live?: string | null;
            /** @default null */
            this?: string | null;
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
        "mlops_lab.storage.changes.Change": {
            data: Record<string, never>;
            kind: string;
            topic: string;
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
         * ModelChange
         * @description What to change; a tag of null goes away.
         */
        ModelChange: {
            /** @default null */
            description?: string | null;
            /** @default null */
            name?: string | null;
            /** @default {} */
            tags?: {
                [key: string]: string | null;
            };
        };
        /**
         * ModelList
         * @description What a run made.
         */
        ModelList: {
            models: components["schemas"]["LoggedModel"][];
        };
        /**
         * ModelPage
         * @description A page of registered models.
         */
        ModelPage: {
            models: components["schemas"]["RegisteredModel"][];
            /** @default null */
            next_page_token?: string | null;
        };
        /**
         * ModelQuery
         * @description Which models or versions, in the grammar of searches.
         */
        ModelQuery: {
            /** @default  */
            filter?: string;
            /** @default 100 */
            max_results?: number;
            /** @default [] */
            order_by?: string[];
            /** @default  */
            page_token?: string;
            /** @default default */
            project?: string;
        };
        /**
         * ModelVersion
         * @description One version of a registered model.
         */
        ModelVersion: {
            /** @default [] */
            aliases?: string[];
            created_at: number;
            /** @default  */
            description?: string;
            /** @default null */
            logged_model_id?: string | null;
            name: string;
            /** @default null */
            run_id?: string | null;
            /** @default  */
            run_link?: string;
            /** @default  */
            source?: string;
            /** @default None */
            stage?: string;
            /** @default READY */
            status?: string;
            /** @default  */
            status_message?: string;
            /** @default  */
            storage_location?: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
            updated_at: number;
            /** @default  */
            username?: string;
            version: number;
        };
        /**
         * NewAnchor
         * @description Where a checkpoint is to be kept: a file or git repository on the server, or an authority's address.
         */
        NewAnchor: {
            kind: components["schemas"]["AnchorKind"];
            place: string;
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
         * NewHold
         * @description What to hold: a version as ``NAME/3``, a run or an experiment by its id, a model or project by its name.
         */
        NewHold: {
            kind: components["schemas"]["HoldKind"];
            object: string;
            /** @default default */
            project?: string;
            reason: string;
        };
        /**
         * NewModel
         * @description A registered model to make.
         */
        NewModel: {
            /** @default  */
            description?: string;
            name: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
        };
        /**
         * NewPolicy
         * @description A policy to write; `base_version` is what it was made from.
         */
        NewPolicy: {
            base_version: number;
            /** @default  */
            comment?: string;
            text: string;
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
         * NewPromotion
         * @description A version to make live.
         *
         *         Attributes
         *         ----------
         *         generation : int, optional
         *             Of the target as the plan showed it; without it, as it is when the request arrives.
         *         again : bool
         *             Run gates that failed once more, though nothing they rest on has changed.
         */
        NewPromotion: {
            /** @default false */
            again?: boolean;
            /** @default null */
            generation?: number | null;
            name: string;
            /** @default  */
            note?: string;
            target: string;
            version: number;
        };
        /**
         * NewRollback
         * @description Back to a version that was live before; the one before the live one where none is named.
         */
        NewRollback: {
            /** @default null */
            generation?: number | null;
            name: string;
            reason: string;
            target: string;
            /** @default null */
            to_version?: number | null;
        };
        /**
         * NewVersion
         * @description A version to make: of a source, or of a folder of a run's artifacts.
         */
        NewVersion: {
            /** @default  */
            description?: string;
            /** @default model */
            path?: string;
            /** @default null */
            run_id?: string | null;
            /** @default  */
            source?: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
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
         * Plan
         * @description What `promote` would do, and what its button says.
         *
         *         Attributes
         *         ----------
         *         label : str
         *             ``Promote``, ``Request approval (2 gates to run)``, ``Blocked: accuracy below champion`` ….
         *         blocked : list of str
         *             Why it cannot go on; empty where it can.
         *         gates_failed : list of str
         *             What would fail again, as nothing it rests on has changed.
         *         alone : bool
         *             Whether the policy asks no second person.
         *         generation : int
         *             How often the target has moved; `promote` is told where it has moved since.
         *         frozen : str
         *             Until when nothing moves, and why; empty outside of a freeze.
         */
        Plan: {
            /** @default false */
            alone?: boolean;
            /** @default 0 */
            approvals_given?: number;
            /** @default 0 */
            approvals_needed?: number;
            /** @default [] */
            approvers?: string[];
            /** @default [] */
            blocked?: string[];
            /** @default  */
            frozen?: string;
            /** @default [] */
            gates_failed?: string[];
            /** @default [] */
            gates_passed?: string[];
            /** @default [] */
            gates_to_run?: string[];
            /** @default 0 */
            generation?: number;
            label: string;
            /** @default null */
            live_version?: number | null;
            name: string;
            policy_version: number;
            state: components["schemas"]["State"];
            target: string;
            /** @default null */
            transition_id?: string | null;
            version: number;
        };
        /**
         * PlanQuery
         * @description Which version, for which target.
         */
        PlanQuery: {
            name: string;
            /** @default default */
            project?: string;
            target: string;
            version: number;
        };
        /**
         * Pointed
         * @description The version that an alias shall point at.
         */
        Pointed: {
            version: number;
        };
        /**
         * Policy
         * @description A whole policy.
         */
        Policy: {
            formats?: components["schemas"]["FormatRule"];
            /** @default [] */
            gate_packages?: string[];
            /** @default [] */
            protected_aliases?: string[];
            retention?: components["schemas"]["RetentionRule"];
            targets: {
                [key: string]: components["schemas"]["TargetRule"];
            };
        };
        /**
         * PolicyList
         * @description What was written, the newest first.
         */
        PolicyList: {
            versions: components["schemas"]["PolicyVersion"][];
        };
        /**
         * PolicyQuery
         * @description Which version; the one that holds now where none is named.
         */
        PolicyQuery: {
            /** @default default */
            project?: string;
            /** @default null */
            version?: number | null;
        };
        /**
         * PolicyText
         * @description A policy to look at.
         */
        PolicyText: {
            text: string;
        };
        /**
         * PolicyVersion
         * @description A version of a project's policy; 0 is the default, which nobody has written.
         */
        PolicyVersion: {
            /** @default  */
            comment?: string;
            /** @default null */
            created_at?: number | null;
            /** @default  */
            created_by?: string;
            digest: string;
            policy: components["schemas"]["Policy"];
            project: string;
            text: string;
            version: number;
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
         * PromotionList
         * @description Promotions, the newest first.
         */
        PromotionList: {
            transitions: components["schemas"]["Transition"][];
        };
        /**
         * PromotionQuery
         * @description Which promotions: of a model, a target, a version, open ones only.
         */
        PromotionQuery: {
            /** @default 100 */
            max_results?: number;
            /** @default null */
            name?: string | null;
            /** @default false */
            open?: boolean;
            /** @default default */
            project?: string;
            /** @default null */
            target?: string | null;
            /** @default null */
            version?: number | null;
        };
        /**
         * Reason
         * @description Why.
         */
        Reason: {
            /** @default  */
            reason?: string;
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
         * RegisteredModel
         * @description A registered model, with the newest version of each stage.
         */
        RegisteredModel: {
            /** @default {} */
            aliases?: {
                [key: string]: number;
            };
            created_at: number;
            /** @default  */
            description?: string;
            /** @default [] */
            latest_versions?: components["schemas"]["ModelVersion"][];
            name: string;
            project: string;
            /** @default {} */
            tags?: {
                [key: string]: string;
            };
            updated_at: number;
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
         * Remains
         * @description What was known of a version, and its seal.
         */
        Remains: {
            /** @default null */
            seal?: components["schemas"]["Seal"] | null;
            version: components["schemas"]["ModelVersion"];
        };
        /**
         * Remark
         * @description A comment.
         */
        Remark: {
            text: string;
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
         * RetentionRule
         * @description When deleted things may be purged. None keeps them for ever.
         */
        RetentionRule: {
            /** @default null */
            deleted_runs_days?: number | null;
            /** @default null */
            retired_versions_days?: number | null;
        };
        /**
         * Review
         * @description A version held against the live one. `live_version` is null where nothing is live: all of it is new then.
         */
        Review: {
            code: components["schemas"]["CodeChange"];
            /** @default [] */
            datasets?: components["schemas"]["mlops_lab.registry.review.Change"][];
            /** @default [] */
            environment?: components["schemas"]["mlops_lab.registry.review.Change"][];
            /** @default [] */
            files?: components["schemas"]["mlops_lab.registry.review.Change"][];
            /** @default null */
            live_seal_digest?: string | null;
            /** @default null */
            live_version?: number | null;
            /** @default [] */
            metrics?: components["schemas"]["MetricChange"][];
            name: string;
            /** @default [] */
            packages?: components["schemas"]["mlops_lab.registry.review.Change"][];
            /** @default [] */
            params?: components["schemas"]["mlops_lab.registry.review.Change"][];
            seal_digest: string;
            /** @default [] */
            signature?: components["schemas"]["mlops_lab.registry.review.Change"][];
            target: string;
            version: number;
        };
        /**
         * ReviewQuery
         * @description Against what is live for which target.
         */
        ReviewQuery: {
            /** @default default */
            project?: string;
            /** @default production */
            target?: string;
        };
        /**
         * Role
         * @description What somebody may do in a project.
         * @enum {unknown}
         */
        Role: "admin" | "approver" | "contributor" | "viewer";
        /**
         * RoleList
         * @description Granted roles, and what the reader's own is.
         */
        RoleList: {
            /** @default {} */
            actions?: {
                [key: string]: string;
            };
            bindings: components["schemas"]["Binding"][];
            /** @default null */
            mine?: components["schemas"]["Role"] | null;
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
         * Seal
         * @description What a version was when it was registered, whole: it needs no run, dataset or file elsewhere.
         *
         *         Attributes
         *         ----------
         *         files : list, optional
         *             None where the files lie at an address that only the client reads; such a version has no
         *             digests, which the gate for safe formats refuses.
         *         environment : dict
         *             ``python`` and ``packages`` (exact versions).
         *         signature, profile : dict, optional
         *             MLflow's form of a signature; the reference profile of the training data.
         */
        Seal: {
            /** @default  */
            attributed_to?: string;
            /** @default  */
            author?: string;
            /** @default  */
            author_name?: string;
            /**
             * @default {
             *       "cell_id": null,
             *       "cell_source": null,
             *       "cells_sha256": [],
             *       "entry_point": null,
             *       "git_branch": null,
             *       "git_commit": null,
             *       "git_diff_sha256": null,
             *       "git_remote": null,
             *       "notebook": null
             *     }
             */
            code?: components["schemas"]["SealedCode"];
            /** @default [] */
            datasets?: components["schemas"]["SealedDataset"][];
            /** @default {} */
            environment?: Record<string, never>;
            /** @default [] */
            features?: Record<string, never>[];
            files: components["schemas"]["SealedFile"][] | null;
            /** @default [] */
            formats?: string[];
            /** @default null */
            logged_model_id?: string | null;
            /** @default {} */
            metrics?: {
                [key: string]: number | string;
            };
            name: string;
            /** @default {} */
            params?: {
                [key: string]: string;
            };
            /** @default null */
            profile?: Record<string, never> | null;
            project: string;
            /** @default null */
            run_id?: string | null;
            /** @default  */
            run_name?: string;
            sealed_at: number;
            /** @default null */
            signature?: Record<string, never> | null;
            source: string;
            version: number;
        };
        /**
         * SealedCode
         * @description The code a version comes from: a commit, or a notebook's cells.
         */
        SealedCode: {
            /** @default null */
            cell_id?: string | null;
            /** @default null */
            cell_source?: string | null;
            /** @default [] */
            cells_sha256?: string[];
            /** @default null */
            entry_point?: string | null;
            /** @default null */
            git_branch?: string | null;
            /** @default null */
            git_commit?: string | null;
            /** @default null */
            git_diff_sha256?: string | null;
            /** @default null */
            git_remote?: string | null;
            /** @default null */
            notebook?: string | null;
        };
        /**
         * SealedDataset
         * @description A dataset that the version's run used.
         */
        SealedDataset: {
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
        };
        /**
         * SealedFile
         * @description One file of a version.
         */
        SealedFile: {
            path: string;
            sha256: string;
            size: number;
        };
        /**
         * SecondPerson
         * @description When a rollback needs a second person.
         * @enum {unknown}
         */
        SecondPerson: "after" | "before" | "never";
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
         * State
         * @description Where a version stands for a target.
         * @enum {unknown}
         */
        State: "approved" | "awaiting approval" | "candidate" | "failed" | "live" | "quarantined" | "rejected" | "retired" | "revoked" | "superseded" | "validated" | "validating";
        /**
         * Summary
         * @description The one number a table shows for a metric series.
         * @enum {unknown}
         */
        Summary: "best" | "last" | "max" | "mean" | "min";
        /**
         * Tampering
         * @description What was done to the log.
         * @enum {unknown}
         */
        Tampering: "added" | "altered" | "end" | "moved" | "removed" | "rewritten";
        /**
         * TargetList
         * @description The targets of a model, in the policy's order.
         */
        TargetList: {
            targets: components["schemas"]["TargetState"][];
        };
        /**
         * TargetRule
         * @description What it takes to become live for one target.
         */
        TargetRule: {
            /** @default null */
            after?: string | null;
            /** @default  */
            alias?: string;
            approvals?: components["schemas"]["ApprovalRule"];
            /** @default [] */
            freeze?: components["schemas"]["Freeze"][];
            /** @default [] */
            gates?: components["schemas"]["GateRule"][];
            /** @default after */
            rollback?: components["schemas"]["SecondPerson"];
        };
        /**
         * TargetState
         * @description What is live for a target of a model.
         */
        TargetState: {
            alias: string;
            /** @default 0 */
            generation?: number;
            /** @default null */
            live_version?: number | null;
            name: string;
            /** @default null */
            previous_version?: number | null;
            target: string;
            /** @default null */
            updated_at?: number | null;
        };
        /**
         * Tombstone
         * @description A deleted version.
         */
        Tombstone: {
            deleted_at: number;
            deleted_by: string;
            name: string;
            project: string;
            /** @default  */
            reason?: string;
            remains: components["schemas"]["Remains"];
            /** @default null */
            seal_digest?: string | null;
            version: number;
        };
        /**
         * TombstoneList
         * @description Deleted versions, the newest deletion first.
         */
        TombstoneList: {
            tombstones: components["schemas"]["Tombstone"][];
        };
        /**
         * Transition
         * @description One request to make a version live for a target, from asking to its end.
         */
        Transition: {
            /** @default [] */
            approvals?: components["schemas"]["Approval"][];
            /** @default 0 */
            approvals_needed?: number;
            /** @default [] */
            comments?: components["schemas"]["Comment"][];
            /** @default null */
            ended_at?: number | null;
            /** @default null */
            ended_by?: string | null;
            /** @default null */
            evidence_digest?: string | null;
            /** @default null */
            expires_at?: number | null;
            /** @default [] */
            gates?: components["schemas"]["GateResult"][];
            generation: number;
            kind: string;
            /** @default false */
            may_approve?: boolean;
            name: string;
            /** @default  */
            note?: string;
            policy_digest: string;
            policy_version: number;
            project: string;
            /** @default  */
            reason?: string;
            /** @default null */
            replaced_version?: number | null;
            requested_at: number;
            requested_by: string;
            /** @default  */
            requested_name?: string;
            /** @default  */
            requested_via?: string;
            /** @default false */
            review_open?: boolean;
            state: components["schemas"]["State"];
            /** @default null */
            subject_digest?: string | null;
            target: string;
            transition_id: string;
            version: number;
            /** @default  */
            why_not?: string;
        };
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
         * Verdict
         * @description What a gate found: whether it passes, and the evidence.
         */
        Verdict: {
            /** @default {} */
            numbers?: {
                [key: string]: number;
            };
            passed: boolean;
            /** @default null */
            plot?: string | null;
            /** @default  */
            summary?: string;
            /** @default [] */
            table?: Record<string, never>[];
        };
        /**
         * Verification
         * @description What verifying found.
         *
         *         Attributes
         *         ----------
         *         entries, checkpoints : int
         *             How many were verified.
         *         seq, hash : int, str
         *             Of the last entry.
         *         problems : list
         *             By place; at most `PROBLEM_LIMIT`.
         */
        Verification: {
            /** @default 0 */
            checkpoints?: number;
            /** @default 0 */
            entries?: number;
            /** @default  */
            hash?: string;
            /** @default true */
            intact?: boolean;
            /** @default [] */
            problems?: components["schemas"]["mlops_lab.governance.chain.Problem"][];
            /** @default 0 */
            seq?: number;
        };
        /**
         * VersionCard
         * @description A version's whole card: written parts, and what is generated.
         */
        VersionCard: {
            card: components["schemas"]["Card"];
            description: string;
            entry: components["schemas"]["ModelVersion"];
            /** @default [] */
            live_for?: string[];
            name: string;
            project: string;
            /** @default null */
            seal?: components["schemas"]["Seal"] | null;
            /** @default null */
            seal_digest?: string | null;
            /** @default {} */
            states?: {
                [key: string]: components["schemas"]["State"];
            };
            /** @default [] */
            transitions?: components["schemas"]["Transition"][];
            version: number;
        };
        /**
         * VersionChange
         * @description What is given changes; null takes a tag away.
         */
        VersionChange: {
            /** @default null */
            description?: string | null;
            /** @default {} */
            tags?: {
                [key: string]: string | null;
            };
        };
        /**
         * VersionDetail
         * @description A version with its seal and where it stands for each target.
         */
        VersionDetail: {
            /** @default null */
            seal?: components["schemas"]["Seal"] | null;
            /** @default null */
            seal_digest?: string | null;
            /** @default {} */
            states?: {
                [key: string]: components["schemas"]["State"];
            };
            /** @default [] */
            targets?: components["schemas"]["TargetState"][];
            /** @default [] */
            transitions?: components["schemas"]["Transition"][];
            version: components["schemas"]["ModelVersion"];
        };
        /**
         * VersionPage
         * @description A page of versions, the one changed last first; `states` by version, then by target.
         */
        VersionPage: {
            /** @default null */
            next_page_token?: string | null;
            /** @default {} */
            states?: {
                [key: string]: {
                    [key: string]: components["schemas"]["State"];
                };
            };
            versions: components["schemas"]["ModelVersion"][];
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
        /**
         * Where
         * @description Of which project.
         */
        Where: {
            /** @default default */
            project?: string;
        };
        /**
         * Withdrawn
         * @description A version out of service, or back; `moved` are the targets that it was live for.
         */
        Withdrawn: {
            /** @default [] */
            moved?: string[];
            name: string;
            state: components["schemas"]["State"];
            version: number;
        };
        /**
         * Words
         * @description What somebody says of it.
         */
        Words: {
            /** @default  */
            comment?: string;
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
    find_audit_entries: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                kind?: string;
                max_results?: number;
                object?: string;
                page_token?: string | null;
                project?: string;
                since?: number | null;
                until?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find entries of the audit log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
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
    take_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnchor"];
            };
        };
        responses: {
            /** @description Keep elsewhere where the audit log ends, if it is intact */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Anchor"];
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
    list_checkpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List checkpoints of the audit log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnchorList"];
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
    get_time_stamp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                anchor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return an authority's time-stamp of a checkpoint, as ``openssl ts`` reads it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
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
    verify_audit_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Verify the whole audit log, and hold it to its checkpoints */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
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
            /** @description Remove a deleted experiment for good, artifacts included but for what versions of models need */
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
    list_frozen: {
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
            /** @description List a project's frozen datasets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrozenList"];
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
    get_frozen_dataset: {
        parameters: {
            query?: {
                digest?: string;
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrozenDataset"];
                };
            };
        };
    };
    freeze_dataset: {
        parameters: {
            query?: {
                project?: string;
                table_digest?: string;
                target?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The dataset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrozenDataset"];
                };
            };
        };
    };
    list_holds: {
        parameters: {
            query?: {
                lifted?: boolean;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List legal holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldList"];
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
    place_hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHold"];
            };
        };
        responses: {
            /** @description Hold something, so that nobody can purge it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
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
    lift_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hold_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Lifting"];
            };
        };
        responses: {
            /** @description End a legal hold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
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
    get_inbox: {
        parameters: {
            query?: {
                project?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List what waits for whoever asks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
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
    get_inventory: {
        parameters: {
            query?: {
                format?: string;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List all models, in use, retired or deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inventory"];
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
    list_jobs: {
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
            /** @description List slow work */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
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
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return one piece of slow work */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
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
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Have a piece of slow work end; a promotion whose gates it ran is taken back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
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
    loading: {
        parameters: {
            query: {
                project?: string;
                uri: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find a model's files with the digests they must have */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Loading"];
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
            query?: {
                filter?: string;
                max_results?: number;
                order_by?: string[];
                page_token?: string;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find registered models */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPage"];
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
    create_model: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewModel"];
            };
        };
        responses: {
            /** @description Make a registered model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
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
    get_model: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return a registered model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
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
    delete_model: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Remove a registered model; its versions leave tombstones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
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
    update_model: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChange"];
            };
        };
        responses: {
            /** @description Change a registered model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
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
    get_alias: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                alias: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return the version that an alias points at */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
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
    set_alias: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                alias: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pointed"];
            };
        };
        responses: {
            /** @description Point an alias at a version; the alias of a target moves by a promotion alone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
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
    delete_alias: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                alias: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take an alias away */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
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
    get_card: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return what people have written of a model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
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
    write_card: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CardChange"];
            };
        };
        responses: {
            /** @description Write a new revision of a model's card */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
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
    list_card_revisions: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the revisions of a card */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardList"];
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
    model_history: {
        parameters: {
            query?: {
                max_results?: number;
                name?: string | null;
                open?: boolean;
                project?: string;
                target?: string | null;
                version?: number | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List what was asked and applied for a model's targets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionList"];
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
    get_lineage: {
        parameters: {
            query?: {
                project?: string;
                version?: number | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Draw where versions come from and what became of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineageGraph"];
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
    list_targets: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List where each target of a model stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetList"];
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
    list_tombstones: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List a model's deleted versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TombstoneList"];
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
    list_versions: {
        parameters: {
            query?: {
                filter?: string;
                max_results?: number;
                order_by?: string[];
                page_token?: string;
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find a model's versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
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
    register_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVersion"];
            };
        };
        responses: {
            /** @description Make the next version of a model, which is made where there is none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
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
    get_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return a version with its seal and where it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDetail"];
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
    delete_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Remove a version; a tombstone stays */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
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
    update_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionChange"];
            };
        };
        responses: {
            /** @description Change a version's description and tags */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
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
    export_card: {
        parameters: {
            query?: {
                format?: string;
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Export a version's card as Markdown, HTML, JSON or PDF */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionCard"];
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
    get_openlineage: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tell a version's making and transitions as OpenLineage events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
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
    quarantine_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Take a version out of service until it is released */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawn"];
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
    release_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Let a quarantined version be a candidate again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawn"];
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
    review_version: {
        parameters: {
            query?: {
                project?: string;
                target?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hold a version against the one that is live */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
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
    revoke_version: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Take a version out of service for good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawn"];
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
    export_technical_file: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Export a version's technical file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
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
    get_policy: {
        parameters: {
            query?: {
                project?: string;
                version?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return a project's policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
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
    write_policy: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicy"];
            };
        };
        responses: {
            /** @description Write a new version of a project's policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
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
    check_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyText"];
            };
        };
        responses: {
            /** @description Say what is wrong with a policy, without writing it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedPolicy"];
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
    list_policy_versions: {
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
            /** @description List the versions of a project's policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
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
    list_promotions: {
        parameters: {
            query?: {
                max_results?: number;
                name?: string | null;
                open?: boolean;
                project?: string;
                target?: string | null;
                version?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List promotions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionList"];
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
    promote: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPromotion"];
            };
        };
        responses: {
            /** @description Ask for a version to become live; it becomes so at once where nothing is missing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    get_promotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Return a promotion with its evidence, decisions and comments, as it stands at this moment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    approve_promotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Approve what was looked at; it becomes live by itself once enough people have */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    cancel_promotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Words"];
            };
        };
        responses: {
            /** @description Take a request back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    comment_on_promotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Remark"];
            };
        };
        responses: {
            /** @description Add a comment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    reject_promotion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Words"];
            };
        };
        responses: {
            /** @description Reject it, with the reason */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    review_rollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transition_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Words"];
            };
        };
        responses: {
            /** @description Say that a rollback, done at once, was looked at */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    plan_promotion: {
        parameters: {
            query: {
                name: string;
                project?: string;
                target: string;
                version: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Say what promoting a version would do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
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
    list_roles: {
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
            /** @description List the roles that were granted in a project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
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
    grant_role: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Grant"];
            };
        };
        responses: {
            /** @description Grant a role, or take it away */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
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
    explain_role: {
        parameters: {
            query: {
                action: string;
                groups?: string[];
                project?: string;
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Say why somebody may do something in a project, or not */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
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
    roll_back: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRollback"];
            };
        };
        responses: {
            /** @description Make a version live again that was live before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transition"];
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
    models_of_run: {
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
            /** @description Remove deleted runs for good, artifacts included but for what versions of models need */
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
    search_versions: {
        parameters: {
            query?: {
                filter?: string;
                max_results?: number;
                order_by?: string[];
                page_token?: string;
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find versions of all models of a project, such as those that came from some runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
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
