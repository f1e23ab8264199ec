-- Deletes a queue, what is in it, and its subscriptions.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 '1' to delete it only without live consumers, 3 '1' to delete it only when it is empty.
-- Returns  1 when it was deleted, 0 when there was none, INUSE <consumers> or NOTEMPTY <messages>.
-- If the server dies: the queue is there as a whole or gone as a whole.
-- include: part-queue
-- include: part-keys

local queue = ARGV[1]
local settings = settings_of(queue)
if not settings then
  redis.call('SREM', prefix .. 'queues', queue)
  return 0
end

if ARGV[2] == '1' then
  local consumers = consumers_of(queue)
  if consumers > 0 then return 'INUSE ' .. consumers end
end
if ARGV[3] == '1' then
  local length = length_of(queue, settings)
  if length > 0 then return 'NOTEMPTY ' .. length end
end

-- UNLINK frees the memory beside the server's work, however long the queue is.
redis.call('UNLINK', unpack(keys_of(queue, settings)))
redis.call('SREM', prefix .. 'queues', queue)
for _, topic in ipairs(redis.call('SMEMBERS', prefix .. 'topics')) do redis.call('HDEL', prefix .. 'topic:' .. topic, queue) end
return 1
