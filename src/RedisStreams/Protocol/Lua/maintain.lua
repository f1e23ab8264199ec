-- What a consumer does for its queue now and then: shows that it lives, keeps a temporary queue from expiring, and takes entries
-- from consumers that let their lease lapse. Those are held, due at once, for whoever has room.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 number of partitions, 5 lease in ms, 6 how long the name is kept from now on in ms or ''
--          not to say it this time, 7 time to live of the queue's keys in ms or '', 8 the most entries to take, then the
--          topics that the queue subscribes to.
-- Returns  { 1, or 0 when the name was taken over (nothing is done then), entries taken, 1 when there may be more,
--          1 when fewer entries have a due time than are held, when the next is due in Unix ms or -1, 1 when this is the only consumer
--          and nothing is pending, 1 when the queue is no longer declared as it was }.
-- If the server dies: each entry is held or still pending to its old consumer; nothing is lost.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-lease
-- include: part-keys
-- include: part-hold
-- include: part-full
go_on_without_memory()

local lanes, lease, room = lanes_of({ partitions = tonumber(ARGV[4]) }), ARGV[5], tonumber(ARGV[8])
local found, nobodys, pending, undeclared = 0, 0, 0, 0

if ARGV[6] ~= '' then
  if not has_seat() then return { 0, 0, 0, 0, -1, 0, 0 } end
  redis.call('HSET', consumers, me, token .. '|' .. now() + ARGV[6])
end

-- Nothing else tells of it: the streams are still there, and what is published meets no subscription.
if redis.call('HEXISTS', prefix .. 'settings:' .. queue, 'partitions') == 0 then undeclared = 1 end
for i = 9, #ARGV do
  if redis.call('HEXISTS', prefix .. 'topic:' .. ARGV[i], queue) == 0 then undeclared = 1 end
end

if ARGV[7] ~= '' then
  for _, key in ipairs(keys_of(queue, { partitions = tonumber(ARGV[4]) })) do redis.call('PEXPIRE', key, ARGV[7]) end
end

local function reclaim(lane, consumer)
  local stream = stream_of(queue, lane)
  for _, entry in ipairs(redis.call('XPENDING', stream, group, 'IDLE', lease, '-', '+', room - found, consumer)) do
    hold(lane, entry[1], due_at_once(entry[1]), entry[4])
    found = found + 1
  end
end

for _, lane in ipairs(lanes) do
  local summary = redis.call('XPENDING', stream_of(queue, lane), group)
  pending = pending + summary[1]
  for _, consumer in ipairs(summary[4] or {}) do
    if consumer[1] == nobody then
      nobodys = nobodys + consumer[2]
    elseif found < room then
      reclaim(lane, consumer[1])
    end
  end
end
wake_if_earlier()

local first, places, sets = earliest_due('n'), 0, {}
if pending == 0 then return { 1, 0, 0, 0, -1, redis.call('HLEN', consumers) <= 1 and 1 or 0, undeclared } end

for _, lane in ipairs(lanes) do
  if not sets[held_of(queue, lane)] then
    sets[held_of(queue, lane)] = true
    places = places + redis.call('ZCARD', held_of(queue, lane))
    local due = earliest_due(lane)
    if due and (not first or due < first) then first = due end
  end
end
local is_short = nobodys > 0 and nobodys + found > places
return { 1, found, found >= room and 1 or 0, is_short and 1 or 0, first and math.floor(first) or -1, 0, undeclared }
