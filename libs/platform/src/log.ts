import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from './config.js';

const LEVELS: Record<Config['logLevel'], LogLevel[]> = {
  debug: ['debug', 'log', 'warn', 'error', 'fatal'],
  info: ['log', 'warn', 'error', 'fatal'],
  warn: ['warn', 'error', 'fatal'],
  error: ['error', 'fatal'],
  silent: ['fatal'],
};

/**
 * One JSON line per event on standard output. Messages are fixed sentences with ids, codes and counts:
 * never a name, an address, a reason or a request body.
 */
export function makeLogger(config: Pick<Config, 'logLevel'>): ConsoleLogger {
  return new Log({ json: true, colors: false, logLevels: LEVELS[config.logLevel] });
}

// The framework's list of 60 routes at every start hides what an operator looks for.
const FRAMEWORK = new Set(['RouterExplorer', 'RoutesResolver', 'InstanceLoader', 'NestFactory', 'NestApplication']);

class Log extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!FRAMEWORK.has(String(rest.at(-1)))) super.log(message, ...rest);
  }
}
