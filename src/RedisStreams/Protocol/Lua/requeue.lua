-- Sends entries of one queue to another destination and removes them where they were. What a consumer has in its hands stays.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 destination (q:<queue> or t:<topic>), 3 delay in ms or '', then for each entry: lane, id, its new headers or '',
--          token for the schedule or ''.
-- Returns  { how many were sent, the first refusal as send.lua words it or '' }; after a refusal the others stay.
-- If the server dies: each entry is either where it was or where it was sent, never in both and never in neither.
-- include: part-queue
-- include: part-deliver
-- include: part-schedule
-- include: part-move

local queue, destination, delay = ARGV[1], ARGV[2], ARGV[3]

-- Of an expiry nothing is kept: what a person sends again is meant to arrive.
local function prepare(fields, headers)
  local options, kept = {}, {}
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 'k' then options.k = value end
    if name == 'r' then options.r = value end
    if name ~= 'h' and name ~= 'e' then
      -- In the schedule only names of one letter are fields of the entry; a dot marks the others.
      kept[#kept + 1] = delay ~= '' and #name ~= 1 and '.' .. name or name
      kept[#kept + 1] = value
    end
  end
  if headers ~= '' then
    kept[#kept + 1] = 'h'
    kept[#kept + 1] = headers
  end
  return options, kept
end

local function is_in_hand(stream, id)
  local pending = redis.pcall('XPENDING', stream, group, id, id, 1)
  return not pending.err and pending[1] and pending[1][2] ~= '~held'
end

local function remove(lane, stream, id)
  redis.pcall('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
  redis.call('ZREM', held_of(queue, lane), lane .. '/' .. id)
  redis.call('HDEL', prefix .. 'redelivered:' .. queue, lane .. '/' .. id)
end

local sent = 0
for i = 4, #ARGV, 4 do
  local lane, id = ARGV[i], ARGV[i + 1]
  local stream = stream_of(queue, lane)
  local entry = redis.call('XRANGE', stream, id, id)[1]
  if entry and not is_in_hand(stream, id) then
    if #entry[2] > most_values then return { sent, 'ERROR the entry ' .. id .. ' has ' .. #entry[2] / 2 .. ' fields and is no message' } end
    local options, fields = prepare(entry[2], ARGV[i + 2])
    local step = deliver
    if delay ~= '' then
      options.d, options.s = delay, ARGV[i + 3]
      step = schedule
    end
    local result, why = all_or_nothing(step, destination, options, unpack(fields))
    if not result then return { sent, why } end
    remove(lane, stream, id)
    sent = sent + 1
  end
end
return { sent, '' }
