/**
 * What the system calls an error, such as `ENOENT`; undefined where it is no error of the system's.
 *
 * @example
 * errorCode(Object.assign(new Error("no such file"), { code: "ENOENT" })); // => "ENOENT"
 */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
