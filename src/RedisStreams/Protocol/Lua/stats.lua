-- Counts what is in queues. Changes nothing.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     queues; keep them few, for every stream's first entry is read.
-- Returns  for each queue: 0 when there is none, or { live consumers, held entries, then for each lane (h, n, l, p0, …): length, entries
--          pending to consumers, entries pending to ~held, age of the oldest entry in ms or -1 }.
-- If the server dies: nothing happened.
-- include: part-queue
-- include: part-keys

local function pending_in(stream)
  local summary = redis.pcall('XPENDING', stream, group)
  if summary.err or not summary[4] then return 0, 0 end
  local mine, nobodys = 0, 0
  for _, consumer in ipairs(summary[4]) do
    if consumer[1] == '~held' then nobodys = nobodys + consumer[2] else mine = mine + consumer[2] end
  end
  return mine, nobodys
end

local function age_of(stream)
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  if not first then return -1 end
  return math.max(0, now() - tonumber(string.match(first[1], '^%d+')))
end

local reply = {}
for i, queue in ipairs(ARGV) do
  local settings = settings_of(queue)
  reply[i] = 0
  if settings then
    local stats = { consumers_of(queue), redis.call('ZCARD', prefix .. 'held:' .. queue) }
    for _, lane in ipairs(lanes_of(settings)) do
      local stream = stream_of(queue, lane)
      local consumers, nobodys = pending_in(stream)
      if held_of(queue, lane) ~= prefix .. 'held:' .. queue then stats[2] = stats[2] + redis.call('ZCARD', held_of(queue, lane)) end
      stats[#stats + 1] = redis.call('XLEN', stream)
      stats[#stats + 1] = consumers
      stats[#stats + 1] = nobodys
      stats[#stats + 1] = age_of(stream)
    end
    reply[i] = stats
  end
end
return reply
