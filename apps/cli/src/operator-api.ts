import { operatorToken } from '@art33/identity';
import { Api } from './api-client.js';

/** The service at an address, as whoever holds the master key. Apart, since it loads half of the program. */
export const operatorApi = (url: string, masterKey: Uint8Array): Api => new Api(url, operatorToken(masterKey));
