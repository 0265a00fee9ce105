/** An outside program that the project runs, at exactly one version. */
export interface Tool {
  /** Name of its executable. */
  readonly name: string;
  /** Without the `v`: `3.13.3`. */
  readonly version: string;
  /** Go package of its main function: what `go install` builds, or `go build` in the module. */
  readonly package: string;
  /**
   * Folder of a Go module of the project that pins the program and all it is built from, for one that `go install` refuses.
   * Such a program is never looked for on PATH.
   * @default - the package is installed as it was published
   */
  readonly module?: string;
  /**
   * Files of Go modules that are kept beside the executable: name there, then module, then path in the module.
   * @default {}
   */
  readonly files?: Readonly<Record<string, readonly [module: string, path: string]>>;
  /**
   * Variables set by the Go linker, which a release of the program has set too: without them it does not know its own version.
   * @default {}
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Arguments that make it print its version.
   * @default - it cannot tell
   */
  readonly versionArguments?: readonly string[];
  /** Where its makers publish it: told to who has neither the program nor Go. */
  readonly releases: string;
}

/** No program at the right version, and none could be built. The message says where it was looked for and what to do. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly tool: Tool;
  /** What to do. */
  readonly hint: string;

  constructor(tool: Tool, problem: string, hint: string) {
    super(`${tool.name} ${tool.version}: ${problem}. ${hint}`);
    this.tool = tool;
    this.hint = hint;
  }
}
