-- Acknowledges entries of one stream and removes them, if the caller still leases them.
-- KEYS, ARGV  as part-leased-ids says; at most 500 ids.
-- Returns     the positions (from 0) of the ids that were refused, for another consumer has them or nobody.
-- If the server dies: of the batch all or nothing is settled. An entry not settled is delivered again.
-- include: part-leased-ids

if #mine > 0 then
  redis.call('XACK', stream, group, unpack(mine))
  redis.call('XDEL', stream, unpack(mine))
  if next(unusual) then
    for _, id in ipairs(mine) do
      if unusual[id] then redis.call('HDEL', redelivered, lane .. '/' .. id) end
    end
  end
end
return refused
