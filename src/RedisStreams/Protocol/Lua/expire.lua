-- Drops an entry whose time to live has passed by the server's clock, or moves it, if the caller still leases it.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 lane, 5 id, 6 delivery count, 7 target queue or '' to drop it, 8 headers as JSON.
-- Returns  { 0 the lease is lost | 1 done | 2 not expired yet, the server's clock in Unix ms }.
-- If the server dies: the entry is where it was or where it was to go, never in both and never in neither.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-lease
-- include: part-move

local stream = stream_of(queue, ARGV[4])
if not has_seat() or not holds(stream, ARGV[5], ARGV[6]) then return { 0, now() } end

local entry = redis.call('XRANGE', stream, ARGV[5], ARGV[5])[1]
local expires
for i = 1, entry and #entry[2] or 0, 2 do
  if entry[2][i] == 'e' then expires = tonumber(entry[2][i + 1]) end
end
if entry and (not expires or expires > now()) then return { 2, now() } end
move_entry(queue, ARGV[4], ARGV[5], ARGV[7], ARGV[8])
return { 1, now() }
