-- Writes one saga, if nobody wrote it since it was read and the writer still holds what it locked.
-- KEYS     the saga, its lock
-- ARGV     version it was read with ('' = it must not exist), version to write ('' = delete it), its JSON,
--          time to live in ms ('' = none), the lock's token ('' = not locked)
-- Returns  1 written, 0 changed, removed or created by somebody else, -1 the lock is lost
-- If the server dies: written or not, never in part.
if ARGV[5] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[5] then
  return -1
end
local version = redis.call('HGET', KEYS[1], 'version')
if (version or '') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'state', ARGV[3])
if ARGV[4] == '' then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
