import * as fc from 'fast-check';

/** Random input is the same in every run, so that a red run is red again; another seed looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env['HENSTEETH_SEED'] ?? 1) });
