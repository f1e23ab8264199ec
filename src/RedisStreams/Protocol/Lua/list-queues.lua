-- Lists all queues, and forgets the names of those that are gone.
-- KEYS     1 the virtual host's key prefix, 2 another key of its slot that is never there (part-queue.lua says why).
-- ARGV     none.
-- Returns  their names.
-- If the server dies: a name of a queue that is gone may still be listed; that is all.

local names = {}
for _, queue in ipairs(redis.call('SMEMBERS', KEYS[1] .. 'queues')) do
  if redis.call('EXISTS', KEYS[1] .. 'settings:' .. queue) == 1 then
    names[#names + 1] = queue
  else
    redis.call('SREM', KEYS[1] .. 'queues', queue)
  end
end
return names
