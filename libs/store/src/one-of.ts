/** A CHECK that keeps a text column inside a vocabulary of libs/workflow. */
export const oneOf = <Name extends string>(property: Name, values: readonly string[]) => ({
  property,
  expression: `${property} in (${values.map((value) => `'${value}'`).join(', ')})`,
});
