-- Makes a consumer the only one that reads a queue, or renews that. What others left pending is held, due at once, before anything
-- new is read.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 number of partitions, 5 how long ownership lasts, in ms.
-- Returns  { 1 owner, 2 new owner, 0 somebody else is, that one's name, the server's clock in Unix ms }.
-- If the server dies: there is one owner or none. Ownership of a dead one ends with its time.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local owners = prefix .. 'owners:' .. queue
-- include: part-hold
-- include: part-orphans
-- include: part-full
go_on_without_memory()

local name, held_by, expires = string.match(redis.call('HGET', owners, 'all') or '', '^(.*)|(.*)|(%d+)$')
local is_mine = name == me and held_by == token
if name and not is_mine and tonumber(expires) > now() then return { 0, name, now() } end

if not is_mine then
  for _, lane in ipairs(lanes_of({ partitions = tonumber(ARGV[4]) })) do hold_orphans(lane) end
  wake_if_earlier()
end
redis.call('HSET', owners, 'all', me .. '|' .. token .. '|' .. now() + ARGV[5])
return { is_mine and 1 or 2, me, now() }
