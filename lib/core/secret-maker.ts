/** How the value of a secret is made from what the owner has at hand. */
export type SecretMaker =
  /** The JSON key of a Google service account, as it is downloaded. */
  | {
      readonly kind: 'google-service-account';
      /** Project that the account must be of. */
      readonly project: string;
      /** Fact of `main.ts` that names the project: `dns.project`. */
      readonly fact: string;
    }
  /** Thanos' configuration of a bucket, built around the JSON key of a service account. */
  | {
      readonly kind: 'google-object-storage';
      readonly bucket: string;
      /** Fact of `main.ts` that names the bucket. */
      readonly fact: string;
    }
  /** A password, which can be generated. */
  | { readonly kind: 'password' };
