/** The address of a role's own schema on the server that `adminUrl` leads to. */
export function roleUrl(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = `outcry_${role}`;
  url.password = password;
  return url.href;
}
