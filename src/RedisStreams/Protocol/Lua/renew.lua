-- Renews the lease on entries of one stream: their idle time at the server starts anew, their delivery count stays.
-- KEYS, ARGV  as part-leased-ids says; at most 500 ids.
-- Returns     the server's clock in Unix ms, then the positions (from 0) of the ids that were refused: their lease is lost.
-- If the server dies: leases are renewed or not; nothing else changes.
-- include: part-leased-ids

if #mine > 0 then
  mine[#mine + 1] = 'JUSTID'
  redis.call('XCLAIM', stream, group, me, 0, unpack(mine))
end
local time = redis.call('TIME')
table.insert(refused, 1, time[1] * 1000 + math.floor(time[2] / 1000))
return refused
