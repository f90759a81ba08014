// Hooks of Node's module loader: a plugin that is one file, with nothing installed beside it, gets our own packages.

/** What every plugin imports. */
const shared = ["@crosstilt/core", "@tensorflow/tfjs-core"];

interface Context {
  readonly parentURL?: string;
}
type Next<R> = (specifier: string, context: Context) => R;

/** For `module.register`, which runs hooks on a thread of their own. */
export async function resolve(specifier: string, context: Context, next: Next<Promise<object>>): Promise<object> {
  try {
    return await next(specifier, context);
  } catch (error) {
    return next(specifier, ourContext(specifier, context, error));
  }
}

/** For `module.registerHooks`, which newer versions of Node prefer. */
export function resolveSync(specifier: string, context: Context, next: Next<object>): object {
  try {
    return next(specifier, context);
  } catch (error) {
    return next(specifier, ourContext(specifier, context, error));
  }
}

/** The place of this file in place of the plugin's; throws the error for packages that are not shared. */
function ourContext(specifier: string, context: Context, error: unknown): Context {
  if (!shared.includes(specifier)) throw error;
  return { ...context, parentURL: import.meta.url };
}
