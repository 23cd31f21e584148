import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  type OnModuleInit,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#workflow';

type Policy = { kind: 'public' } | { kind: 'signedIn' } | { kind: 'roles'; roles: readonly Role[] };

export const POLICY = 'policy';
const declare = (policy: Policy) => SetMetadata(POLICY, policy);

/** Anybody may ask. */
export const Public = () => declare({ kind: 'public' });
/** Anybody who is signed in may ask; what they see and may do is decided further in. */
export const SignedInOnly = () => declare({ kind: 'signedIn' });
/** Only who acts in one of these roles may ask. A fence around whole areas, not a rule of the workflow. */
export const Roles = (...roles: [Role, ...Role[]]) => declare({ kind: 'roles', roles });

const BEFORE = 'before everything else';
/** Open also to somebody who has to set up or show a second factor before anything else. */
export const BeforeSecondFactor = () => SetMetadata(BEFORE, true);

const WAYS = { setUp: '/account', confirmation: '/sign-in' } as const;

/** The person has something to do before anything else. */
export class StepOwed extends ForbiddenException {
  readonly path: string;
  constructor(owes: keyof typeof WAYS) {
    super(`A second factor is owed: ${owes}`);
    this.path = WAYS[owes];
  }
}

const policyOf = (reflector: Reflector, handler: () => unknown, controller: new () => unknown) =>
  reflector.getAllAndOverride<Policy | undefined>(POLICY, [handler, controller]);

/** Lets in whom the route's policy lets in; a route without one lets nobody in. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [context.getHandler(), context.getClass()]);
    const { person } = context.switchToHttp().getRequest<FastifyRequest>();
    const isBefore = this.reflector.getAllAndOverride<boolean | undefined>(BEFORE, [context.getHandler(), context.getClass()]);
    if (person?.owes && !isBefore) throw new StepOwed(person.owes);
    if (policy?.kind === 'public') return true;
    if (!person) throw new UnauthorizedException();
    if (policy?.kind === 'signedIn' || policy?.roles.includes(person.actor.role)) return true;
    throw new ForbiddenException();
  }
}

/** The application does not start while somebody has forgotten to say who may use a route. */
@Injectable()
export class PolicyCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype, instance }) => this.undeclared(metatype, instance));
    if (open.length > 0)
      throw new Error(`Every route declares who may use it (@Public, @SignedInOnly or @Roles). These do not: ${open.join(', ')}`);
  }

  private undeclared(metatype: unknown, instance: unknown): string[] {
    if (typeof metatype !== 'function' || typeof instance !== 'object' || instance === null) return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name, handler: prototype[name] }))
      .filter(({ handler }) => handler !== undefined && Reflect.hasMetadata(METHOD_METADATA, handler))
      .filter(({ handler }) => handler && !policyOf(this.reflector, handler, metatype as new () => unknown))
      .map(({ name }) => `${metatype.name}.${name}`);
  }
}
