-- Part of the scripts of a consumer: whether it still is who it says, and still has what it was given.
-- Needs the locals group, consumers (key), me (the consumer's name) and token. Without effect by itself.

-- A name taken over by another process carries another token. A missing one was taken by nobody: the hash itself was lost.
local function has_seat()
  local seat = redis.call('HGET', consumers, me)
  return not seat or string.sub(seat, 1, #token + 1) == token .. '|'
end

-- Reclaimed or delayed meanwhile, an entry has another owner; delivered to us again, it has another delivery count.
local function holds(stream, id, deliveries)
  local found = redis.call('XPENDING', stream, group, id, id, 1, me)[1]
  return found and found[4] == tonumber(deliveries)
end
