-- Takes a message out of the schedule.
-- KEYS     1 the virtual host's key prefix, 2 another key of its slot that is never there (part-queue.lua says why).
-- ARGV     1 the token.
-- Returns  1 when it was there, 0 when it was not: it is unknown, moved already, or cancelled before.
-- If the server dies: it is either still scheduled or gone as a whole.

local message = KEYS[1] .. 'scheduled:' .. ARGV[1]
local found = redis.call('ZREM', KEYS[1] .. 'scheduled', ARGV[1])
if found == 1 then
  -- Sent again on purpose, the same message is no duplicate of one that never came.
  local to, id = unpack(redis.call('HMGET', message, 'to', 'sent-id'))
  if to and id then redis.call('DEL', KEYS[1] .. 'sent:' .. to .. ':' .. id) end
end
redis.call('DEL', message)
return found
