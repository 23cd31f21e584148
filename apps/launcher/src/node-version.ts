/** The oldest Node everything here runs on. */
const NEEDED = [24, 9] as const;

/** One sentence when this Node is too old. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return `Vinh Danh needs Node ${NEEDED.join('.')} or newer and this is Node ${version}: run "npm ci" again and start with "npm start", or install a newer Node.`;
}
