/** Return the source of a tracked cell that goes on with a run, or null where it is no tracked cell. */
export function resumedSource(source: string, runId: string): string | null {
  const lines = source.split('\n');
  const at = lines.findIndex(line => line.trim() !== '');
  const magic = /^(\s*%%track)\b(.*)$/.exec(lines[at] ?? '');
  if (magic === null) {
    return null;
  }
  const [, head = '', rest = ''] = magic;
  const options = rest.replace(/\s--(?:resume|fork)(?:\s+|=)\S+/g, '').trimEnd();
  lines[at] = `${head}${options} --resume ${runId}`;
  return lines.join('\n');
}

/** Return Python that goes on with a run. */
export function resumingCode(runId: string): string {
  return `import mlops_lab as lab\n\nrun = lab.start_run(resume="${runId}")`;
}
