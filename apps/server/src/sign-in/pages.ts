import { RequestMethod } from '@nestjs/common';

/** Pages about signing in stand beside the API: beginnings of addresses that it uses too are told apart by their methods. */
export const SIGN_IN_PAGES = [
  { path: 'sign-in', method: RequestMethod.GET },
  { path: 'sign-in/password', method: RequestMethod.POST },
  { path: 'sign-in/second-factor', method: RequestMethod.GET },
  { path: 'sign-in/done', method: RequestMethod.GET },
  { path: 'sign-in/code', method: RequestMethod.POST },
  { path: 'sign-in/link/:token', method: RequestMethod.ALL },
  { path: 'sign-in/oidc/{*path}', method: RequestMethod.GET },
  { path: 'sign-in/style.css', method: RequestMethod.GET },
  { path: 'sign-in/passkeys.js', method: RequestMethod.GET },
  { path: 'set-up/:token', method: RequestMethod.ALL },
  { path: 'invitation/:token', method: RequestMethod.ALL },
  { path: 'reset', method: RequestMethod.ALL },
  { path: 'reset/:token', method: RequestMethod.ALL },
  { path: 'account', method: RequestMethod.GET },
  { path: 'account/{*path}', method: RequestMethod.ALL },
];
