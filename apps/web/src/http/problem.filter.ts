import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, Words } from './i18n.js';
import { pathOf } from './log.js';
import { isApi, Pages, wantsFragment } from './pages.js';
import { StepOwed } from './policy.js';
import { type Problem, problemOf } from './problem.js';
import { safePath } from './safe-path.js';

const ICONS: Record<number, string> = { 401: 'lock', 403: 'ban', 404: 'search', 409: 'hand', 422: 'clipboard-list', 429: 'hourglass' };

/** The one place where errors become answers: a page, a fragment for htmx, or RFC 9457 for programs. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error, this.words, languageOf(request));
    this.log(error, problem, request);
    if (reply.sent) return;
    if (problem.retryAfter !== undefined) void reply.header('retry-after', problem.retryAfter);
    if (isApi(request)) return this.tellProgram(problem, request, reply);
    if (problem.status === 401) return askToSignIn(request, reply);
    if (error instanceof StepOwed) return lead(request, reply, error.path);
    try {
      this.tellPerson(problem, request, reply);
    } catch (failure) {
      // A template that cannot be drawn must not tell strangers why: the framework's own answer would.
      this.log(failure, { ...problem, status: 500 }, request);
      void reply.status(500).type('text/plain; charset=utf-8').send(`500 ${request.id}`);
    }
  }

  /** What is wrong with the server goes to the log, and only there; the reference ties the two together. */
  private log(error: unknown, { status }: Problem, request: FastifyRequest): void {
    const { id: reference, method } = request;
    const path = pathOf(request.url);
    if (status >= 500) this.logger.error({ err: error, reference, method, path, msg: 'A request failed' });
    else if (status === 403 || status === 429)
      this.logger.warn({
        reference,
        method,
        path,
        person: request.person?.personId,
        msg: status === 429 ? 'Tried too often' : 'Access denied',
        why: String(error),
      });
  }

  private tellProgram({ errors, rule, ...problem }: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const status = problem.status === 422 ? 400 : problem.status;
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    const body = {
      type: 'about:blank',
      ...problem,
      status,
      instance: pathOf(request.url),
      reference: request.id,
      ...(rule && { rule }),
      ...(errors && { errors: errors.map(({ pointer, message }) => ({ pointer, message })) }),
    };
    void reply.status(status).header('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(body));
  }

  private tellPerson(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const model = {
      ...problem,
      icon: ICONS[problem.status] ?? 'triangle-alert',
      reference: problem.status >= 500 ? request.id : undefined,
    };
    this.pages.label(request, reply);
    void reply.status(problem.status).header('cache-control', 'no-store');
    if (!wantsFragment(request))
      return void reply.send(
        this.pages.document(request, problem.status === 409 || problem.status === 403 ? 'errors/refusal' : 'errors/error', model),
      );
    // Not where the answer was meant to go: what the person has typed there stays.
    void reply.header('hx-retarget', '#alerts').header('hx-reswap', 'innerHTML show:top');
    void reply.send(this.pages.fragment(request, 'errors/fragment', model));
  }
}

/** Where a person comes back to after signing in: the page they asked for, or from which they asked. */
function askToSignIn(request: FastifyRequest, reply: FastifyReply): void {
  const isHtmx = request.headers['hx-request'] === 'true';
  const from = URL.parse(String(request.headers['hx-current-url'] ?? ''));
  const wanted = isHtmx ? from && from.pathname + from.search : request.method === 'GET' && request.url;
  const next = safePath(wanted);
  const path = next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
  lead(request, reply, path);
}

/** A redirect that htmx followed would put the other page into a corner of this one. */
function lead(request: FastifyRequest, reply: FastifyReply, path: string): void {
  void reply.header('cache-control', 'no-store').header('vary', 'HX-Request, Cookie');
  if (request.headers['hx-request'] === 'true') void reply.status(401).header('hx-redirect', path).send('');
  else void reply.status(303).header('location', path).send('');
}
