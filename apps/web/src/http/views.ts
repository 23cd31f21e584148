import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { Inject, Injectable } from '@nestjs/common';
import { Assets } from './assets.js';
import { type ViewData, viewHelpers } from './view-helpers.js';
import { Words } from './i18n.js';
import { isDevelopment, webFolder } from './root.js';

/** Where templates are; a later folder overrides an earlier one. */
export const VIEW_FOLDERS = Symbol('view folders');
export const defaultViewFolder = join(webFolder, 'views');

const BUILT_IN = ['if', 'unless', 'each', 'with', 'lookup'];

/**
 * Handlebars with our helpers and no others. Every template is also a partial under its path (`nominations/card`); those below `partials/`
 * go without that prefix (`chip`). A partial sees the fields around it unless it is given its own.
 */
@Injectable()
export class View {
  private templates: ReadonlyMap<string, Handlebars.TemplateDelegate>;

  constructor(
    private readonly assets: Assets,
    private readonly words: Words,
    @Inject(VIEW_FOLDERS) private readonly folders: string[],
  ) {
    this.templates = this.load();
  }

  /** Throws when there is no such template. */
  render(template: string, model: object, data: ViewData): string {
    if (isDevelopment()) this.templates = this.load();
    const found = this.templates.get(template);
    if (!found) throw new Error(`There is no template "${template}"`);
    return found(model, { data });
  }

  private load(): ReadonlyMap<string, Handlebars.TemplateDelegate> {
    const engine = Handlebars.create();
    for (const name of Object.keys(engine.helpers)) if (!BUILT_IN.includes(name)) engine.unregisterHelper(name);
    engine.unregisterDecorator('inline');
    const helpers = viewHelpers(this.words, this.assets);
    engine.registerHelper(helpers);
    const knownHelpers = Object.fromEntries([...BUILT_IN, ...Object.keys(helpers)].map((name) => [name, true]));
    const templates = new Map(
      this.folders.flatMap(templatesIn).map(([name, source]) => [name, engine.compile(source, { knownHelpers, knownHelpersOnly: true })]),
    );
    engine.registerPartial(Object.fromEntries([...templates].map(([name, template]) => [name.replace(/^partials\//, ''), template])));
    return templates;
  }
}

export const templatesIn = (folder: string): [name: string, source: string][] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.replaceAll('\\', '/').slice(0, -'.hbs'.length), readFileSync(join(folder, file), 'utf8')]);
