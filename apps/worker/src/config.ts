/** Under this name the configuration is injected. */
export const CONFIG = Symbol('config');
/** Under this name what the queues stand on is injected. */
export const QUEUE_CONNECTION = Symbol('queue connection');
