-- Part of other scripts: puts one message into the schedule. Needs part-queue.
-- Options: those of part-deliver, which are kept for when it is due, and d delay in ms or a due time in Unix ms, s token, i message id
-- when deduplication is on. In the hash a name of one letter, or one after a dot, is a field of the entry; any other is about the message.

local option_names = { l = 'lane', k = 'partition-key', r = 'routing-key', p = 'parents', t = 'ttl', x = 'only-if-exists', i = 'sent-id' }

local function schedule(destination, options, ...)
  touching = prefix .. 'scheduled'
  local due = tonumber(options.a) or now() + options.d
  local earliest = redis.call('ZRANGE', touching, 0, 0, 'WITHSCORES')
  redis.call('ZADD', touching, due, options.s)
  touching = prefix .. 'scheduled:' .. options.s
  redis.call('DEL', touching)
  redis.call('HSET', touching, 'to', destination, ...)
  for letter, name in pairs(option_names) do
    if options[letter] then redis.call('HSET', touching, name, options[letter]) end
  end
  -- A mover asleep until a later time must hear of it. Without the right to publish it wakes by itself.
  if not earliest[1] or due < tonumber(earliest[2]) then redis.pcall('PUBLISH', prefix .. 'wake', 's') end
  return 1
end
