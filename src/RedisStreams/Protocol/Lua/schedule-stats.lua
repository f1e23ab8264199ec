-- Counts what is scheduled. Changes nothing.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     none.
-- Returns  { scheduled messages, how long the most overdue one is due in ms, ms until the next is due or -1 }.
-- If the server dies: nothing happened.
-- include: part-queue

local scheduled = prefix .. 'scheduled'
local first = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')
if not first[1] then return { 0, 0, -1 } end
local wait = math.ceil(first[2] - now())
return { redis.call('ZCARD', scheduled), math.max(0, -wait), math.max(0, wait) }
