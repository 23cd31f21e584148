/** What signing in needs to know of the installation. */
export interface AccessSettings {
  /** The address people type. */
  baseUrl: string;
  /** Encrypts the secrets of apps with codes; without it there are none. */
  appKey: string | undefined;
  secondFactor: 'nobody' | 'office' | 'everybody';
  invitationDays: number;
}

/** Under this name they are injected. */
export const ACCESS = Symbol('access');
