-- Gives up what a consumer alone may read, and tells those who wait for it.
-- KEYS     1 the virtual host's key prefix, 2 another key of its slot that is never there (part-queue.lua says why).
-- ARGV     1 queue, 2 consumer, 3 its token, then lanes, or 'all' for the whole queue.
-- Returns  how many it gave up.
-- If the server dies: there is one owner or none. Ownership of a dead one ends with its time.

local prefix, queue = KEYS[1], ARGV[1]
local owners, freed = prefix .. 'owners:' .. queue, 0
local mine = ARGV[2] .. '|' .. ARGV[3] .. '|'
for i = 4, #ARGV do
  local owner = redis.call('HGET', owners, ARGV[i])
  if owner and string.sub(owner, 1, #mine) == mine then freed = freed + redis.call('HDEL', owners, ARGV[i]) end
end
if freed > 0 then redis.pcall('PUBLISH', prefix .. 'wake', 'o:' .. queue) end
return freed
