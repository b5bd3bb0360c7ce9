import { objectStoreConformance } from '../conformance/objects/suite.js';
import { inBucket, inDirectory } from './testing/stores.js';

objectStoreConformance('A directory', inDirectory({ journals: false }));
objectStoreConformance('A directory with journals', inDirectory({ journals: true }));
objectStoreConformance('A bucket', inBucket);
