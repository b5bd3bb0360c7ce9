import { describeRaces } from './support/races.js';

describeRaces(2);
