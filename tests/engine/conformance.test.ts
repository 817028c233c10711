import { describe } from 'vitest';
import { engines, fileOf } from '../support/engines';
import { conformance } from './conformance';

describe.each(engines)('the $kind engine', ({ open }) => conformance(open, fileOf));
