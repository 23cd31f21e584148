import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
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
}

/** Who is behind a token. The application provides it. */
export abstract class Sessions {
  /** Null for a token that is unknown, expired or revoked. */
  abstract find(token: string): Promise<SignedIn | null>;
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

/** Where the token of a session is kept. The prefix makes browsers insist on Secure, Path=/ and no Domain; it needs https. */
export class SessionCookie {
  private readonly isSecure: boolean;
  readonly name: string;

  constructor(baseUrl: string) {
    this.isSecure = baseUrl.startsWith('https:');
    this.name = this.isSecure ? '__Host-sid' : 'sid';
  }

  set(reply: FastifyReply, token: string, seconds: number): void {
    void reply.setCookie(this.name, token, { ...this.options(), maxAge: seconds });
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
