/** The one name and meaning of the age key's file, for every command that takes it. `--key` is a key within a secret. */
export const AGE_KEY = [
  '--age-key <file>',
  'file of the age key (SOPS_AGE_KEY_FILE, else hensteeth/LAB.agekey in ~/.config)',
] as const;
