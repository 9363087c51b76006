/**
 * What RedisPresence has Redis do in one step each. The one key is the list of nodes: when each was last heard of, by
 * Redis' own clock. The names of the nodes' own keys follow from it, so they are not declared: Redis Cluster would need
 * all of them in one slot, and presence is small enough for one Redis.
 */

const now = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** ARGV[1] is lapse_ms, ARGV[2] what all keys of nodes begin with. */
const living = `${now}
local nodes = redis.call("ZRANGEBYSCORE", KEYS[1], now - ARGV[1], "+inf")
`;

/** ARGV[3] is the conversation. */
const setsOfConversation = `${living}
local sets = {}
for i, node in ipairs(nodes) do sets[i] = ARGV[2] .. node .. ":in:" .. ARGV[3] end
`;

export const presenceScripts = {
  /**
   * Makes a node's report count: lapse_ms, database or "", node, then the node's former names, which count no more.
   * Answers 0, and does nothing, when a living node works on another database than the one named.
   */
  join: `${now}
if ARGV[2] ~= "" then
  for _, node in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], now - ARGV[1], "+inf")) do
    if string.sub(node, 1, #ARGV[2] + 1) ~= ARGV[2] .. "/" then return 0 end
  end
end
for i = 4, #ARGV do redis.call("ZREM", KEYS[1], ARGV[i]) end
redis.call("ZADD", KEYS[1], now, ARGV[3])
return 1
`,

  /**
   * The node lives: lapse_ms, node. Answers 0 when Redis has lost the node, or has not heard of it for so long that some
   * of its keys may be gone.
   */
  beat: `${now}
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - 4 * ARGV[1])
if not redis.call("ZSCORE", KEYS[1], ARGV[2]) then return 0 end
redis.call("ZADD", KEYS[1], now, ARGV[2])
return 1
`,

  /** ARGV from 3 on are people; answers their states in the same order. */
  states: `${living}
local states = {}
for i = 3, #ARGV do states[i - 2] = "offline" end
for _, node in ipairs(nodes) do
  local reported = redis.call("HMGET", ARGV[2] .. node .. ":states", unpack(ARGV, 3))
  for i, state in ipairs(reported) do
    if state and states[i] ~= "online" then states[i] = state end
  end
end
return states
`,

  count: `${setsOfConversation}
if #sets == 0 then return 0 end
if #sets == 1 then return redis.call("SCARD", sets[1]) end
return #redis.call("SUNION", unpack(sets))
`,

  nodes: `${now}
return redis.call("ZCOUNT", KEYS[1], now - ARGV[1], "+inf")
`,

  people: `${setsOfConversation}
if #sets == 0 then return {} end
return redis.call("SUNION", unpack(sets))
`,
};
