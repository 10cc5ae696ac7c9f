/** Manifests of Jobs whose pods are to be peers, before anything was done for that. */

/** Three pods that stay; `fields` take the place of `parallelism: 3`, `container` is what their one container is made of. */
export function plainJob(
  name: string,
  rest: { readonly fields?: string; readonly podSpec?: string; readonly container?: string } = {},
): string {
  const { fields = 'parallelism: 3', podSpec = 'restartPolicy: Never' } = rest;
  const { container = "image: bash, command: [sleep, '600']" } = rest;
  return `# ${name}
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
  completions: 3
  ${fields}
  template:
    spec:
      ${podSpec}
      containers: [{name: main, ${container}}]
`;
}
