import { fileName } from '#files';
import { legacyText } from '#tables';

/** The name as it is kept: only to be shown, and readable where old programs have left it in TCVN3 or VNI. */
export function keptName(sent: string): string {
  const name = fileName(sent);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return (legacyText(stem)?.text ?? stem) + ending;
}
