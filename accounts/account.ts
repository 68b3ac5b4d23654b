/** Who is charged: one user in one project. A user with two projects has two accounts. */
export interface Account {
  readonly user: string;
  readonly project: string;
}

/** Key of an account; projects have no `/` in their names, so it is unambiguous. */
export function accountKey(account: Account): string {
  return `${account.project}/${account.user}`;
}
