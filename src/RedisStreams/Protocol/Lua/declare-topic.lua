-- Makes sure that a topic is known, and which others a message published to it reaches as well.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 topic, then the topics of all its base types and interfaces. Those that others declared stay.
-- Returns  OK, or WRONGTYPE <key> <type>.
-- If the server dies: it is declared as a whole or not at all. Declaring again changes nothing.

local prefix = KEYS[1]
-- include: part-full
go_on_without_memory()
local parents = prefix .. 'parents:' .. ARGV[1]
for _, key in ipairs({ prefix .. 'topics', parents }) do
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= 'set' then return 'WRONGTYPE ' .. key .. ' ' .. found end
end

for i = 1, #ARGV do
  redis.call('SADD', prefix .. 'topics', ARGV[i])
  if i > 1 then redis.call('SADD', parents, ARGV[i]) end
end
return 'OK'
