-- Releases a saga's lock, if it is still the caller's.
-- KEYS     the lock
-- ARGV     the lock's token
-- Returns  1 released, 0 it had lapsed; somebody else may hold it
-- If the server dies: the lock is there or not; it lapses by itself.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
