import { type DynamicModule, Module } from '@nestjs/common';
import { AwardsModule } from '../awards.module.js';
import { Attempts } from './attempts.js';
import { FactorService } from './factor.service.js';
import { InvitationService } from './invitation.service.js';
import { LinkService } from './link.service.js';
import { OidcService } from './oidc.service.js';
import { PasskeyService } from './passkey.service.js';
import { PasswordService } from './password.service.js';
import { ACCESS, type AccessSettings } from './settings.js';
import { TokenService } from './token.service.js';

const services = [FactorService, InvitationService, LinkService, OidcService, PasskeyService, PasswordService, TokenService];

/** How people prove who they are. */
@Module({})
export class AccessModule {
  static with({ baseUrl, appKey, secondFactor, invitationDays }: AccessSettings): DynamicModule {
    const settings: AccessSettings = { baseUrl, appKey, secondFactor, invitationDays };
    return {
      module: AccessModule,
      imports: [AwardsModule],
      providers: [{ provide: ACCESS, useValue: settings }, Attempts, ...services],
      exports: [ACCESS, Attempts, ...services],
    };
  }
}
