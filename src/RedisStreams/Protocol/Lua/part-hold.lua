-- Part of the scripts that take an entry from its consumer without settling it. Needs part-queue and the local queue.
-- A held entry is pending to the consumer ~held, which is nobody, and has a place in the set of its lane, scored by when it is due.

local nobody = '~held'
local is_earlier = false

local function earliest_due(lane)
  local first = redis.call('ZRANGE', held_of(queue, lane), 0, 0, 'WITHSCORES')
  return tonumber(first[2])
end

-- Due at once, and sorted by id: the fraction keeps the order of entries of one millisecond. A double is exact enough until 2039.
local function due_at_once(id)
  local ms, sequence = string.match(id, '^(%d+)-(%d+)$')
  return string.format('%.11f', math.min(tonumber(ms), now()) + math.min(tonumber(sequence), 2047) / 2048)
end

-- Whoever takes the entry counts one delivery more than 'deliveries'.
local function hold(lane, id, due, deliveries)
  local first = earliest_due(lane)
  is_earlier = is_earlier or not first or tonumber(due) < math.max(first, now() + 1)
  redis.call('XCLAIM', stream_of(queue, lane), group, nobody, 0, id, 'RETRYCOUNT', deliveries, 'JUSTID')
  redis.call('ZADD', held_of(queue, lane), due, lane .. '/' .. id)
  if not first then expire_with(queue, held_of(queue, lane)) end
end

-- Holds everything that a consumer has pending in a lane, due at once; for a consumer that is gone. Returns how many.
local function hold_all_of(consumer, lane)
  local total = 0
  while true do
    local pending = redis.call('XPENDING', stream_of(queue, lane), group, '-', '+', 500, consumer)
    for _, entry in ipairs(pending) do hold(lane, entry[1], due_at_once(entry[1]), entry[4]) end
    total = total + #pending
    if #pending < 500 then return total end
  end
end

-- Readers asleep until a later time must hear of what was held. Without the right to publish they find out by themselves.
local function wake_if_earlier()
  if is_earlier then redis.pcall('PUBLISH', prefix .. 'wake', 'h:' .. queue) end
end
