export { loadConfig, type Config, type LogLevel } from './config.js';
