import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import * as oidc from 'openid-client';
import { NotFound, type OidcJourney } from '#awards';
import type { Config } from '#config';
import { CONFIG } from '../config.js';

const TIMEOUT_SECONDS = 10;

/** The OpenID provider of this installation: authorization code with PKCE, state, nonce and one exact address to come back to. */
@Injectable()
export class Provider {
  private found: Promise<oidc.Configuration> | undefined;
  private readonly redirect: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.redirect = `${config.baseUrl}/sign-in/oidc/callback`;
  }

  /** Where to send the browser, and what to remember until it is back. */
  async journey(next: string): Promise<{ address: URL; journey: OidcJourney }> {
    const provider = await this.provider();
    const journey = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), next };
    const address = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.redirect,
      scope: 'openid email',
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    return { address, journey };
  }

  /** Who came back; null when the answer does not belong to the journey or is not the provider's. */
  async whoCameBack(query: string, { state, nonce, verifier }: OidcJourney): Promise<{ email: string; isVerified: boolean } | null> {
    const provider = await this.provider();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, new URL(`${this.redirect}${query}`), checks);
      const claims = tokens.claims();
      const email = claims?.['email'];
      return typeof email === 'string' ? { email, isVerified: claims?.['email_verified'] === true } : null;
    } catch {
      return null;
    }
  }

  /** Asked once; after a failure, again at the next sign-in. */
  private async provider(): Promise<oidc.Configuration> {
    const settings = this.config.signIn.oidc;
    if (!settings) throw new NotFound('There is no provider');
    const { issuer, clientId, clientSecret } = settings;
    // Only on this very machine: the configuration refuses http elsewhere.
    const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    // Without these checks the library trusts the connection and leaves the signature unread.
    const execute = [oidc.enableNonRepudiationChecks, ...insecure];
    this.found ??= oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_SECONDS });
    try {
      return await this.found;
    } catch (cause) {
      this.found = undefined;
      throw new ServiceUnavailableException('The OpenID provider does not answer', { cause });
    }
  }
}
