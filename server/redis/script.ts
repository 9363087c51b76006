import type { Redis } from "ioredis";

type Argument = string | number;

/**
 * A Lua script that Redis runs as one step. `name` is the connection's own name for it and must be unique there. The text
 * travels once per connection, later calls name it by its hash.
 */
export function defineScript<Answer>(
  redis: Redis,
  name: string,
  lua: string,
): (key: string, ...rest: Argument[]) => Promise<Answer> {
  redis.defineCommand(name, { lua, numberOfKeys: 1 });
  const commands = redis as unknown as Record<string, (...all: Argument[]) => Promise<Answer>>;
  return (key, ...rest) => {
    const command = commands[name];
    if (!command) throw new TypeError(`There is no script ${name}`);
    return command.call(redis, key, ...rest);
  };
}
