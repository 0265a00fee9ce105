/** Requests and limits as charts take them. The charts' presets are for demonstrations: they are switched off. */
export interface SizedResources {
  readonly resourcesPreset: 'none';
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
}

/** A request for processor and memory, and a limit of memory. No limit of processor: it only throttles. */
export function sized(cpu: string, memory: string, memoryLimit: string): SizedResources {
  return { resourcesPreset: 'none', resources: { requests: { cpu, memory }, limits: { memory: memoryLimit } } };
}
