import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import { networkOf, type Origin } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Language, Role } from '#workflow';

/** A person behind a request, and as whom they act. */
export interface SignedIn {
  sessionId: string;
  personId: string;
  name: string;
  language: Language;
  actor: Actor;
  /** What the membership in use is called, and where. */
  title: string;
  unitName: string;
  /** The member in whose place the person acts; absent when acting for oneself. */
  onBehalfOf?: string;
  memberships: { id: string; role: Role; unitName: string; onBehalfOf?: string }[];
  /** What has to be done before anything else: set up a second factor, or show it. */
  owes?: 'setUp' | 'confirmation' | undefined;
}

/** Who is behind a token. The application provides it. */
export abstract class Sessions {
  /** Null for a token that is unknown, expired or revoked, or not for such a request. */
  abstract find(token: string, request: FastifyRequest): Promise<SignedIn | null>;
}

declare module 'fastify' {
  interface FastifyRequest {
    person: SignedIn | null;
  }
}

/** Whatever the person does now is written down under this request: the id that the answer and the log have. */
export const actingIn = (person: SignedIn | null, { id }: FastifyRequest): SignedIn | null =>
  person && { ...person, actor: { ...person.actor, requestId: id } };

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** The person behind the request, or null. */
export const CurrentPerson = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn | null => requestOf(context).person);

/** As whom the person acts. Nobody signed in: 401. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { person } = requestOf(context);
  if (!person) throw new UnauthorizedException();
  return person.actor;
});

/** The id of the request, for what nobody signed in does. */
export const RequestId = createParamDecorator((_: unknown, context: ExecutionContext): string => requestOf(context).id);

/** Where a secret of the browser is kept: the token of its session, or what ties two steps of a sign-in together. The prefix makes browsers insist on Secure, Path=/ and no Domain; it needs https. */
export class SessionCookie {
  private readonly isSecure: boolean;
  readonly name: string;

  constructor(baseUrl: string, name = 'sid') {
    this.isSecure = baseUrl.startsWith('https:');
    this.name = this.isSecure ? `__Host-${name}` : name;
  }

  set(reply: FastifyReply, token: string, seconds: number): void {
    void reply.setCookie(this.name, token, { ...this.options(), maxAge: seconds });
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options());
  }

  private options() {
    return { httpOnly: true, sameSite: 'lax', path: '/', secure: this.isSecure } as const;
  }
}

/** Programs send the token in a header; with one there, cookies do not count, so no browser can be tricked into sending it. */
export function tokenOf(request: FastifyRequest, cookie: SessionCookie): string | undefined {
  const bearer = bearerOf(request);
  return bearer ?? request.cookies[cookie.name];
}

export const bearerOf = (request: FastifyRequest): string | undefined => /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];

/** What a request says of where it comes from: the network, and what the browser calls itself. */
export const originOf = (request: FastifyRequest): Origin => ({
  address: networkOf(request.ip),
  device: (request.headers['user-agent'] ?? '').slice(0, 200),
});
