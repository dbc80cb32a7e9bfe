import { Module } from '@nestjs/common';
import { Accounts } from './accounts.service.js';

/** For libs that ask who can sign in: without the guard that `IdentityModule` puts before every route. */
@Module({ providers: [Accounts], exports: [Accounts] })
export class AccountsModule {}
