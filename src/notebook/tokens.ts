/** Shows the runs of the notebook in front. `{toolbar?: boolean}`: with the short label. */
export const notebookRunsCommand = 'mlops-lab:notebook-runs';
