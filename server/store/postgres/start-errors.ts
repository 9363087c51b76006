import { StartError } from "../../start-error.ts";

/** Why the database cannot be used, for whoever set DATABASE_URL. The password never appears. */
export function explainPostgres(url: string, error: unknown): StartError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = (cause instanceof Error && cause.message) || code || String(cause);
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    return new StartError(
      "DATABASE_URL must be an address such as postgres://user:password@host:5432/database, with special characters percent-encoded.",
    );
  }
  const { host, username, pathname } = new URL(url);
  const database = pathname.slice(1) || username;
  switch (code) {
    case "28P01":
    case "28000":
      return new StartError(
        `PostgreSQL at ${host} refuses the user "${username}" (${reason}): correct the user or password in DATABASE_URL.`,
      );
    case "3D000":
      return new StartError(`PostgreSQL at ${host} has no database "${database}": create it, or correct DATABASE_URL.`);
    case "42501":
      return new StartError(
        `The user "${username}" may not make tables in "${database}" at ${host} (${reason}): grant it that right.`,
      );
  }
  return new StartError(
    `PostgreSQL at ${host} cannot be used (${reason}): make sure that it runs and that DATABASE_URL is right.`,
  );
}
