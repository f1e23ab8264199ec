-- Part of the scripts that move an entry to another queue. Needs part-queue.
-- include: part-full

-- Far below what one call to XADD takes as arguments; an entry with more is not ours.
local most_values = 4000

-- The entry's fields with other headers and without an expiry: what waits for a person must not expire.
local function moved_fields(fields, headers)
  if #fields > most_values then return { 'b', cjson.encode(fields), 'c', 'application/json', 'h', headers } end
  local copy = {}
  for i = 1, #fields, 2 do
    if fields[i] ~= 'h' and fields[i] ~= 'e' then
      copy[#copy + 1] = fields[i]
      copy[#copy + 1] = fields[i + 1]
    end
  end
  if headers ~= '' or #copy == 0 then
    copy[#copy + 1] = 'h'
    copy[#copy + 1] = headers
  end
  return copy
end

-- Adds first and removes afterwards: when the target can't take it, the entry stays as it was. Without memory it is moved all the same, for
-- it takes no more in one queue than in the other.
local function move_entry(queue, lane, id, target, headers)
  go_on_without_memory()
  local stream = stream_of(queue, lane)
  local entry = redis.call('XRANGE', stream, id, id)[1]
  if entry and target ~= '' then
    if not settings_of(target) then create_queue(target) end
    redis.call('XADD', stream_of(target, 'n'), '*', unpack(moved_fields(entry[2], headers)))
  end
  redis.call('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
  redis.call('HDEL', prefix .. 'redelivered:' .. queue, lane .. '/' .. id)
end
