import {
  type CallHandler,
  type ExecutionContext,
  HttpCode,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  applyDecorators,
} from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, type Observable } from 'rxjs';
import { Refusal } from '#workflow';
import { faultsOf } from './faults.js';
import { languageOf, Words } from './i18n.js';
import { problemOf } from './problem.js';
import { type Model, Pages } from './pages.js';
import { SeeOther } from './see-other.js';

const PAGE = Symbol('page');

export interface PageOptions<C> {
  /** The template htmx gets; without it, the page's own template without the layout. */
  fragment?: string;
  /**
   * The model of the form's page, to show the form again with what is wrong in it (422), or why the rules refuse it (409), and all that was typed.
   * Without it, an error page says so. A page with several forms says in `form` which one this is: the ids of its fields begin with it.
   */
  again?: (controller: C, request: FastifyRequest) => object | Promise<object>;
}

interface PageMetadata extends PageOptions<never> {
  template: string;
}

/**
 * The method returns a model and this template shows it: within the layout, or alone when htmx asks for a part of a page.
 * A model may carry `title` (of the window), `zone`, `now` and `toast` (a key).
 */
export const Page = <C = never>(template: string, options: PageOptions<C> = {}): MethodDecorator =>
  applyDecorators(SetMetadata(PAGE, { ...options, template }), HttpCode(200));

/** Turns what page methods return into HTML. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const page = this.reflector.get<PageMetadata | undefined>(PAGE, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const shown = next.handle().pipe(mergeMap(async (result: unknown) => this.show(page, result, request, reply)));
    const again = page?.again;
    if (!page || !again) return shown;
    return shown.pipe(catchError((error: unknown) => from(this.showAgain({ ...page, again }, error, context))));
  }

  private async show(page: PageMetadata | undefined, result: unknown, request: FastifyRequest, reply: FastifyReply) {
    if (result instanceof SeeOther) return this.pages.leave(reply, result);
    return page ? this.pages.show(request, reply, page, (result ?? {}) as Model) : result;
  }

  private async showAgain(page: PageMetadata & Required<Pick<PageMetadata, 'again'>>, error: unknown, context: ExecutionContext) {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const faults = faultsOf(error, this.words, languageOf(request));
    if (!faults && !(error instanceof Refusal)) throw error;
    const refusal = faults ? null : problemOf(error, this.words, languageOf(request));
    const shown: Model = { ...(await page.again(this.modules.get<never>(context.getClass(), { strict: false }), request)) };
    const prefix = typeof shown['form'] === 'string' ? `f-${shown['form']}-` : 'f-';
    const model = {
      ...shown,
      errors: faults?.map((fault) => ({ ...fault, id: `${prefix}${fault.field}` })) ?? [],
      fault: Object.fromEntries((faults ?? []).map(({ field, message }) => [field, message])),
      refusal,
      values: request.body ?? {},
    };
    const reply = context
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(refusal?.status ?? 422);
    return this.pages.show(request, reply, page, model);
  }
}
