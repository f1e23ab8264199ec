-- Gives held entries a due time that have none, because their set was lost: they are due at once.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 lane, 3 id to start from or '-', 4 how many entries to look at.
-- Returns  { entries mended, id to go on from or '' at the end }.
-- If the server dies: an entry has its due time or will get it next time.
-- include: part-queue
local queue = ARGV[1]
-- include: part-hold
-- include: part-full
go_on_without_memory()

local lane, mended = ARGV[2], 0
local pending = redis.call('XPENDING', stream_of(queue, lane), group, ARGV[3], '+', ARGV[4], nobody)
for _, entry in ipairs(pending) do
  mended = mended + redis.call('ZADD', held_of(queue, lane), 'NX', due_at_once(entry[1]), lane .. '/' .. entry[1])
end
if mended > 0 then
  expire_with(queue, held_of(queue, lane))
  redis.pcall('PUBLISH', prefix .. 'wake', 'h:' .. queue)
end
return { mended, #pending == tonumber(ARGV[4]) and '(' .. pending[#pending][1] or '' }
