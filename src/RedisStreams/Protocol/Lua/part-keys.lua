-- Part of other scripts: what belongs to a queue as a whole. Needs part-queue.

-- Every key of a queue, whether it exists or not.
local function keys_of(queue, settings)
  local keys = {}
  for _, name in ipairs({ 'settings:', 'held:', 'redelivered:', 'consumers:', 'owners:' }) do keys[#keys + 1] = prefix .. name .. queue end
  for _, lane in ipairs(lanes_of(settings)) do
    keys[#keys + 1] = stream_of(queue, lane)
    if string.sub(lane, 1, 1) == 'p' then keys[#keys + 1] = held_of(queue, lane) end
  end
  return keys
end

-- Consumers that gave a sign of life in time.
local function consumers_of(queue)
  local live = 0
  for _, seat in ipairs(redis.call('HVALS', prefix .. 'consumers:' .. queue)) do
    if (tonumber(string.match(seat, '|(%d+)$')) or 0) > now() then live = live + 1 end
  end
  return live
end

local function length_of(queue, settings)
  local length = 0
  for _, lane in ipairs(lanes_of(settings)) do length = length + redis.call('XLEN', stream_of(queue, lane)) end
  return length
end
