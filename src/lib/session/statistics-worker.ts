import type { StatisticsPort } from './statistics-port';
import { serveStatistics } from './statistics-server';

serveStatistics(globalThis as unknown as StatisticsPort);
